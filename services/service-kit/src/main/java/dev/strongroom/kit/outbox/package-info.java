/** The outbox: events written in the transaction of the change and published to Kafka in order. */
@NullMarked
package dev.strongroom.kit.outbox;

import org.jspecify.annotations.NullMarked;
