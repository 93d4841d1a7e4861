package dev.strongroom.kit.body;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The most bytes that an endpoint takes in a request's body; {@link #DEFAULT} where an endpoint
 * says nothing, and never more than {@link #MOST}.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface BodyLimit {
  /** 1 MiB: any request that brings no list. */
  long DEFAULT = 1L << 20;

  /** 32 MiB: the limit of the whole server. */
  long MOST = 32L << 20;

  long value();
}
