/// The connection to the server: who may connect, how, and in which form values travel.
package io.heddle.cluster.internal.link;
