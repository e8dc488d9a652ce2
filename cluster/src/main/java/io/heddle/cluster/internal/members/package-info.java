/// Who is in the cluster.
package io.heddle.cluster.internal.members;
