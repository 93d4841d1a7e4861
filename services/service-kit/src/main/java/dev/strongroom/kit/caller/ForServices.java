package dev.strongroom.kit.caller;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An endpoint on the internal port, and who is let in: clients of the sign-on by name. One without
 * it lets nobody in.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface ForServices {
  /** Stands for the service's own client: an operator's commands are given under it. */
  String ITSELF = "itself";

  /** Names of clients, or {@link #ITSELF}. */
  String[] value();
}
