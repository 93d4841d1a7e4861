package dev.strongroom.identity.signon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.kit.KitConfig;
import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.caller.OwnCredential;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Where Keycloak's provider says that something happened: signed, fresh, and once. */
@Path("internal/v1/sign-on/events")
@OwnCredential
public class PushResource {
  static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{16,64}");
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

  private final PushSignature signature;
  private final Shown shown;
  private final Notices notices;
  private final ObjectMapper json;
  private final Clock clock = Clock.systemUTC();

  @Inject
  PushResource(KitConfig config, Shown shown, Notices notices, ObjectMapper json) {
    this.signature = new PushSignature(config.clientSecret());
    this.shown = shown;
    this.notices = notices;
    this.json = json;
  }

  /** What is pushed. */
  public record Push(List<Notices.Notice> notices) {
    public Push {
      notices = List.copyOf(notices);
    }
  }

  @POST
  @BodyLimit(256 << 10)
  @Blocking
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(hidden = true)
  public void push(
      @HeaderParam("webhook-id") @Nullable String id,
      @HeaderParam("webhook-timestamp") @Nullable String seconds,
      @HeaderParam("webhook-signature") @Nullable String signed,
      String body)
      throws JsonProcessingException {
    if (id == null
        || seconds == null
        || signed == null
        || !ID.matcher(id).matches()
        || !SECONDS.matcher(seconds).matches()
        || !signature.verifies(signed, id, seconds, body)) {
      throw refused();
    }
    Instant sent = Instant.ofEpochSecond(Long.parseLong(seconds));
    if (Duration.between(sent, clock.instant()).abs().compareTo(TOLERANCE) > 0) {
      throw refused();
    }
    Push push = json.readValue(body, Push.class);
    boolean first =
        QuarkusTransaction.requiringNew()
            .call(() -> shown.isFirst("push " + id, sent.plus(TOLERANCE).plus(TOLERANCE)));
    if (!first) {
      throw refused();
    }
    notices.take(push.notices());
  }

  /** The same for whatever is wrong with it. */
  private static Problem refused() {
    return new Problem(
        Reason.UNAUTHENTICATED, "That is not from this realm's sign-on, or not now.");
  }
}
