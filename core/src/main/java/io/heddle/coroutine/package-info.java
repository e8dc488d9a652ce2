/// What coroutines and threads of one process use together.
@org.jspecify.annotations.NullMarked
package io.heddle.coroutine;
