package dev.strongroom.kit.config;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A secret that somebody chose: long enough, and not what a template was left with. */
@Documented
@Constraint(validatedBy = Secret.Check.class)
@Target({ElementType.METHOD, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Secret {
  String message() default
      "is no secret: it takes 16 characters that are not a placeholder or one sign repeated";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** What holds it. */
  class Check implements ConstraintValidator<Secret, String> {
    private static final int LEAST_CHARACTERS = 16;
    private static final int LEAST_DISTINCT = 6;
    private static final Pattern PLACEHOLDER =
        Pattern.compile(
            "(?i).*(change[-_ ]?me|replace[-_ ]?me|place[-_ ]?holder|your[-_ ]|example).*"
                + "|[<{$%].*|(?i)(my|the|a|insert|some)?[-_ ]?(super)?[-_ ]?(secret|password).*",
            Pattern.DOTALL);

    @Override
    public boolean isValid(@Nullable String secret, ConstraintValidatorContext context) {
      return secret == null
          || secret.length() >= LEAST_CHARACTERS
              && secret.chars().distinct().count() >= LEAST_DISTINCT
              && !PLACEHOLDER.matcher(secret).matches();
    }
  }
}
