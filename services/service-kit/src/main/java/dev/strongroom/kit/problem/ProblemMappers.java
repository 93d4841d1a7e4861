package dev.strongroom.kit.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.strongroom.kit.body.BodyLimits;
import dev.strongroom.protocol.ProtocolException;
import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Inject;
import jakarta.persistence.PersistenceException;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Everything that can be thrown, as problem+json (RFC 9457); never a stack trace. */
class ProblemMappers {
  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

  static final String RETRY_AFTER_SECONDS = "5";

  private final CurrentVertxRequest request;

  @Inject
  ProblemMappers(CurrentVertxRequest request) {
    this.request = request;
  }

  @ServerExceptionMapper
  Response problem(Problem problem) {
    return response(problem.reason(), String.valueOf(problem.getMessage()), problem.members());
  }

  @ServerExceptionMapper
  Response protocol(ProtocolException refused) {
    return response(Reason.STATEMENT_REFUSED, refused.code() + ": " + refused.getMessage());
  }

  @ServerExceptionMapper
  Response json(JsonProcessingException malformed) {
    return response(Reason.MALFORMED, "The request is not the JSON that is expected here.");
  }

  /** The framework has a mapper of its own for this kind, which answers without a body. */
  @ServerExceptionMapper
  Response json(MismatchedInputException mismatched) {
    return json((JsonProcessingException) mismatched);
  }

  @ServerExceptionMapper
  Response constraint(ConstraintViolationException violated) {
    return response(Reason.MALFORMED, "The request has a field that is missing or out of bounds.");
  }

  @ServerExceptionMapper
  Response unauthorized(UnauthorizedException e) {
    return response(Reason.UNAUTHENTICATED, "Sign in first.");
  }

  @ServerExceptionMapper
  Response unauthenticated(AuthenticationFailedException e) {
    return response(Reason.UNAUTHENTICATED, "The token is not good, or no longer: sign in again.");
  }

  @ServerExceptionMapper
  Response signOn(OIDCException e) {
    LOG.error("the sign-on is away", e);
    return response(
        Reason.UNAVAILABLE, "The sign-on is away. Nothing was changed; try again in a moment.");
  }

  @ServerExceptionMapper
  Response forbidden(ForbiddenException e) {
    return response(Reason.FORBIDDEN, "That is not yours to do.");
  }

  @ServerExceptionMapper
  Response database(PersistenceException e) {
    LOG.error("the database failed", e);
    return response(
        Reason.UNAVAILABLE, "The database is away. Nothing was changed; try again in a moment.");
  }

  @ServerExceptionMapper
  Response web(WebApplicationException e) {
    int status = e.getResponse().getStatus();
    Reason reason =
        switch (status) {
          case 401 -> Reason.UNAUTHENTICATED;
          case 403 -> Reason.FORBIDDEN;
          case 404, 405 -> Reason.NOT_FOUND;
          case 413 -> Reason.BODY_TOO_LARGE;
          case 503 -> Reason.UNAVAILABLE;
          default -> status >= 500 ? Reason.INTERNAL : Reason.MALFORMED;
        };
    return response(reason, "The request cannot be answered.");
  }

  @ServerExceptionMapper
  Response anything(Exception e) {
    LOG.error("a request failed", e);
    return response(Reason.INTERNAL, "Something failed here. What was acknowledged is safe.");
  }

  private Response response(Reason given, String detail) {
    return response(given, detail, Map.of());
  }

  private Response response(Reason given, String detail, Map<String, Object> members) {
    // A reader that was stopped may have wrapped the reason away.
    Reason reason = BodyLimits.exceeded(request.getCurrent()) ? Reason.BODY_TOO_LARGE : given;
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "urn:strongroom:problem:" + reason.text());
    body.put("title", reason.text().replace('-', ' '));
    body.put("status", reason.status());
    body.put("reason", reason.text());
    body.put("detail", reason == given ? detail : "The request is longer than this takes.");
    body.put("retryable", reason.retryable());
    String correlation = Correlation.of(request.getCurrent());
    if (correlation != null) {
      body.put(Correlation.FIELD, correlation);
    }
    if (reason == given) {
      members.forEach(body::putIfAbsent);
    }
    Response.ResponseBuilder response =
        Response.status(reason.status()).type("application/problem+json").entity(body);
    if (reason == Reason.UNAVAILABLE) {
      response.header("Retry-After", RETRY_AFTER_SECONDS);
    }
    return response.build();
  }
}
