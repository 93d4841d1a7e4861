package dev.strongroom.identity.device;

import dev.strongroom.identity.person.People;
import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.slot.DeviceId;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The caller's new devices, while they wait for one that has the keys. */
@Path("identity/v1/me/devices")
public class DeviceResource {
  private final People people;
  private final DeviceRequests requests;
  private final Caller caller;

  @Inject
  DeviceResource(People people, DeviceRequests requests, Caller caller) {
    this.people = people;
    this.requests = requests;
    this.caller = caller;
  }

  public record NewDevice(
      @NotBlank @Size(max = 22) @Schema(description = "Id that the device made, base64url")
          String device,
      @NotBlank @Size(max = 1622) @Schema(description = "X-Wing public key, base64url") String key,
      @NotNull @Size(max = 64) @Pattern(regexp = "[^\\p{Cntrl}]*") String label) {}

  @Schema(description = "A new device that waits; what its key is worth, only its code says.")
  public record WaitingDevice(
      String device, String key, String label, Instant created, Instant expires, boolean answered) {
    static WaitingDevice of(DeviceRequestEntity row) {
      return new WaitingDevice(
          Bytes.of(row.device_id).toBase64Url(),
          Bytes.of(row.kem_key).toBase64Url(),
          row.label,
          row.created_at,
          row.expires_at,
          row.approval != null);
    }
  }

  public record Approval(
      @NotBlank @Size(max = 24_000) @Schema(description = "Sealed to the device, base64url")
          String approval) {}

  @POST
  @BodyLimit(8 << 10)
  @Operation(summary = "A new device asks to be approved; good for a quarter of an hour")
  public Map<String, String> ask(@Valid @NotNull NewDevice body) {
    requests.ask(
        me(),
        DeviceId.parse(body.device()),
        new KemPublicKey(Bytes.fromBase64Url(body.key())),
        body.label());
    return Map.of("device", body.device());
  }

  @GET
  @Operation(summary = "The caller's new devices that wait")
  public List<WaitingDevice> waiting() {
    return requests.pending(me()).stream().map(WaitingDevice::of).toList();
  }

  @PUT
  @Path("{device}/approval")
  @BodyLimit(32 << 10)
  @Operation(summary = "A device with the keys answers a new one, once")
  public Map<String, Boolean> approve(
      @PathParam("device") String device, @Valid @NotNull Approval body) {
    requests.approve(me(), DeviceId.parse(device), Bytes.fromBase64Url(body.approval()));
    return Map.of("approved", true);
  }

  @POST
  @Path("{device}/collect")
  @BodyLimit(1 << 10)
  @Operation(
      summary = "The new device fetches its answer, if it is there; then the request is gone")
  public Map<String, Object> collect(@PathParam("device") String device) {
    Optional<Bytes> approval = requests.collect(me(), DeviceId.parse(device));
    return approval
        .<Map<String, Object>>map(a -> Map.of("waiting", false, "approval", a.toBase64Url()))
        .orElse(Map.of("waiting", true));
  }

  @DELETE
  @Path("{device}")
  @Operation(summary = "Withdraws a request")
  public void withdraw(@PathParam("device") String device) {
    requests.withdraw(me(), DeviceId.parse(device));
  }

  private UserId me() {
    return people.userOf(caller.requireUser());
  }
}
