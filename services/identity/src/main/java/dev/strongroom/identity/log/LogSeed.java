package dev.strongroom.identity.log;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The seed of a signing key: 32 random bytes, base64. */
@Documented
@Constraint(validatedBy = LogSeed.Check.class)
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface LogSeed {
  String message() default "is no seed: it takes 32 random bytes, in base64";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** What holds it. */
  class Check implements ConstraintValidator<LogSeed, String> {
    private static final int BYTES = 32;

    /** 32 random bytes have fewer once in 10^17 times. */
    private static final int LEAST_DISTINCT = 16;

    @Override
    public boolean isValid(@Nullable String seed, ConstraintValidatorContext context) {
      return seed == null || isSeed(seed);
    }

    private static boolean isSeed(String seed) {
      try {
        Set<Byte> distinct = new HashSet<>();
        byte[] bytes = Base64.getDecoder().decode(seed);
        for (byte one : bytes) {
          distinct.add(one);
        }
        return bytes.length == BYTES && distinct.size() >= LEAST_DISTINCT;
      } catch (IllegalArgumentException _) {
        return false;
      }
    }
  }
}
