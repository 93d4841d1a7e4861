package dev.strongroom.identity.person;

import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Key slots: the caller's own, and in the recovery ceremony another user's. */
@Path("/")
public class SlotResource {
  private final People people;
  private final Slots slots;
  private final Caller caller;

  @Inject
  SlotResource(People people, Slots slots, Caller caller) {
    this.people = people;
    this.slots = slots;
    this.caller = caller;
  }

  /**
   * @param name {@code passphrase}, {@code recovery}, or a device's id
   * @param identity hash of the identity whose secret it opens
   * @param hash of the slot
   * @param used when its owner fetched it last; of a recovery slot, when a ceremony or drill did
   */
  @Schema(description = "A key slot, without what it seals.")
  public record SlotView(
      String name,
      String type,
      String identity,
      long generation,
      String hash,
      String label,
      Instant created,
      Instant changed,
      Optional<Instant> used) {
    static SlotView of(SlotEntity slot) {
      return new SlotView(
          slot.slot_name,
          slot.slot_type,
          Bytes.of(slot.identity).toBase64Url(),
          slot.generation,
          slot.hash().toString(),
          slot.label,
          slot.created_at,
          slot.changed_at,
          Optional.ofNullable(slot.used_at));
    }
  }

  public record NewSlot(
      @NotBlank @Size(max = 24_000) @Schema(description = "Key slot, base64url") String slot,
      @NotNull @Size(max = 64) @Pattern(regexp = "[^\\p{Cntrl}]*") String label,
      @Size(max = 43) @Schema(description = "Hash of the slot that is replaced, base64url")
          @Nullable String before,
      @NotBlank @Size(max = 88) @Schema(description = "The owner's signature, base64url")
          String signature) {}

  @GET
  @Path("identity/v1/me/slots")
  @Operation(summary = "The caller's key slots, without what they seal")
  @Transactional
  public List<SlotView> list() {
    return slots.of(me()).stream().map(SlotView::of).toList();
  }

  @GET
  @Path("identity/v1/me/slots/{name}")
  @Operation(summary = "One of the caller's key slots, sealed")
  public Map<String, String> fetch(
      @PathParam("name") String name,
      @QueryParam("identity") @Size(max = 43) @Nullable String identity) {
    return Map.of("slot", slots.fetch(me(), hash(identity), name).toBase64Url());
  }

  @PUT
  @Path("identity/v1/me/slots/{name}")
  @BodyLimit(32 << 10)
  @Operation(summary = "Adds or replaces one of the caller's key slots, signed with his keys")
  @Transactional
  public SlotView put(@PathParam("name") String name, @Valid @NotNull NewSlot body) {
    UserId user = me();
    return SlotView.of(
        slots.put(user, change(name, body), slot(body), body.label(), user.toString()));
  }

  @DELETE
  @Path("identity/v1/me/slots/{name}")
  @Operation(summary = "Deletes one of the caller's key slots, signed with his keys")
  public void delete(
      @PathParam("name") String name,
      @QueryParam("identity") @Size(max = 43) @Nullable String identity,
      @QueryParam("before") @NotBlank @Size(max = 43) String before,
      @QueryParam("signature") @NotBlank @Size(max = 88) String signature) {
    slots.delete(
        me(),
        hash(identity),
        new Slots.Change(name, Optional.of(Hash.parse(before)), Bytes.fromBase64Url(signature)));
  }

  /**
   * @param slot the recovery slot, base64url
   * @param passphraseHash hash of the passphrase slot that the ceremony replaces
   */
  @Schema(description = "What the recovery ceremony begins with.")
  public record RecoveryView(String slot, String passphraseHash) {}

  @GET
  @Path("identity/v1/users/{user}/recovery-slot")
  @Operation(summary = "A user's recovery slot, for whoever holds the recovery key; audited")
  @Transactional
  public RecoveryView recoverySlot(@PathParam("user") String user) {
    String actor = administrator();
    UserId id = UserId.parse(user);
    return new RecoveryView(
        Bytes.of(slots.fetchForRecovery(id, actor).slot).toBase64Url(),
        slots.require(id, Optional.empty(), "passphrase").hash().toString());
  }

  @PUT
  @Path("identity/v1/users/{user}/slots/passphrase")
  @BodyLimit(32 << 10)
  @Operation(
      summary = "The recovery ceremony gives a user a new passphrase slot, signed with his keys")
  @Transactional
  public SlotView recover(@PathParam("user") String user, @Valid @NotNull NewSlot body) {
    String actor = administrator();
    return SlotView.of(
        slots.recover(UserId.parse(user), change("passphrase", body), slot(body), actor));
  }

  private UserId me() {
    return people.userOf(caller.requireUser());
  }

  private String administrator() {
    String actor = me().toString();
    caller.requireRole("org-admin");
    return actor;
  }

  private static Optional<Hash> hash(@Nullable String text) {
    return Optional.ofNullable(text).map(Hash::parse);
  }

  private static Bytes slot(NewSlot body) {
    return Bytes.fromBase64Url(body.slot());
  }

  private static Slots.Change change(String name, NewSlot body) {
    return new Slots.Change(name, hash(body.before()), Bytes.fromBase64Url(body.signature()));
  }
}
