/// What an engine or a codec implements.
package io.heddle.spi;
