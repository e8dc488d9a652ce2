/// The vocabulary everybody speaks.
package io.heddle;
