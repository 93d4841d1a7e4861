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
import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An absolute http or https URL with a host, and nothing in it that is no address. */
@Documented
@Constraint(validatedBy = HttpUrl.Check.class)
@Target({ElementType.METHOD, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
public @interface HttpUrl {
  /** Plain http is taken to this machine alone. */
  boolean https();

  String message() default "is not an http or https URL with a host";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** What holds it. */
  class Check implements ConstraintValidator<HttpUrl, URI> {
    private static final Pattern LOOPBACK =
        Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

    private boolean https;

    @Override
    public void initialize(HttpUrl rule) {
      https = rule.https();
    }

    @Override
    public boolean isValid(@Nullable URI url, ConstraintValidatorContext context) {
      if (url == null) {
        return true;
      }
      boolean plain = "http".equalsIgnoreCase(url.getScheme());
      if (!plain && !"https".equalsIgnoreCase(url.getScheme())
          || url.getHost() == null
          || url.getUserInfo() != null
          || url.getFragment() != null) {
        return false;
      }
      if (https && plain && !LOOPBACK.matcher(url.getHost()).matches()) {
        context.disableDefaultConstraintViolation();
        context
            .buildConstraintViolationWithTemplate(
                "is plain http to another machine: https it must be")
            .addConstraintViolation();
        return false;
      }
      return true;
    }
  }
}
