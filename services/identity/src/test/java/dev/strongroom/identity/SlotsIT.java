package dev.strongroom.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.events.Topic;
import dev.strongroom.kit.testing.EventTap;
import dev.strongroom.kit.testing.World;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.slot.AccountSecret;
import dev.strongroom.protocol.slot.DeviceApproval;
import dev.strongroom.protocol.slot.DeviceCode;
import dev.strongroom.protocol.slot.DeviceId;
import dev.strongroom.protocol.slot.DeviceSlot;
import dev.strongroom.protocol.slot.KeySlot;
import dev.strongroom.protocol.slot.RecoverySlot;
import dev.strongroom.protocol.slot.SlotChange;
import dev.strongroom.protocol.slot.SlotContents;
import io.restassured.response.Response;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Key slots and new devices, over HTTP on real parts. */
class SlotsIT {
  private static final String SLOTS = "/identity/v1/me/slots";
  private static final String DEVICES = "/identity/v1/me/devices";
  private static final SecureRandom RANDOM = new SecureRandom();
  private static World world;
  private static World.Person administrator;
  private static World.Person outsider;

  @BeforeAll
  static void start() {
    world = World.start("identity", "identity").founded();
    administrator = world.signedIn("recoverer", "org-admin");
    outsider = world.enrolled("stranger");
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static void refused(Response answer, int status, String reason) {
    answer.then().statusCode(status).body("reason", equalTo(reason));
  }

  private static SlotContents contents(World.Person owner) {
    return new SlotContents(
        IdentitySecret.of(owner.keys().secret().value().copy()),
        world.organisation().id(),
        0,
        world.organisation().policy().hash());
  }

  private static DeviceSlot deviceSlot(World.Person owner, long generation) {
    try (SecretBytes key = SecretBytes.random(RANDOM, DeviceSlot.KEY_BYTES);
        SlotContents contents = contents(owner)) {
      return DeviceSlot.seal(
          contents, owner.keys().user(), generation, DeviceId.random(RANDOM), key, RANDOM);
    }
  }

  private static RecoverySlot recoverySlot(World.Person owner) {
    try (KemPrivateKey key = KemPrivateKey.fromSeed(SecretBytes.random(RANDOM, 32));
        SlotContents contents = contents(owner)) {
      return RecoverySlot.seal(contents, owner.keys().user(), 1, key.publicKey());
    }
  }

  private static Map<String, Object> body(
      KeySlot slot, Optional<Hash> before, World.Person signer, World.Person owner) {
    Map<String, Object> body = new HashMap<>();
    body.put("slot", slot.encode().toBase64Url());
    body.put("label", "laptop");
    before.ifPresent(b -> body.put("before", b.toString()));
    body.put(
        "signature",
        signature(slot.name(), before, Optional.of(slot.hash()), signer, owner).toBase64Url());
    return body;
  }

  private static Bytes signature(
      String name,
      Optional<Hash> before,
      Optional<Hash> after,
      World.Person signer,
      World.Person owner) {
    return new SlotChange(world.organisation().id(), owner.keys().user(), name, before, after)
        .sign(signer.keys().keys().signing());
  }

  private static Response put(World.Person owner, KeySlot slot, Map<String, Object> body) {
    return world.as(owner, "identity").body(body).put(SLOTS + "/" + slot.name());
  }

  private static Response delete(World.Person owner, KeySlot slot, Bytes signature) {
    return world
        .as(owner, "identity")
        .queryParam("before", slot.hash().toString())
        .queryParam("signature", signature.toBase64Url())
        .delete(SLOTS + "/" + slot.name());
  }

  private static KeySlot passphraseSlot(World.Person owner) {
    return KeySlot.decode(
        Bytes.fromBase64Url(
            world
                .as(owner, "identity")
                .get(SLOTS + "/passphrase")
                .then()
                .statusCode(200)
                .extract()
                .path("slot")));
  }

  @Test
  void slots_areListedWithoutWhatTheySeal_andFetchingOneIsTold() {
    World.Person member = world.enrolled("lister");
    world
        .as(member, "identity")
        .get(SLOTS)
        .then()
        .statusCode(200)
        .body("$", hasSize(1))
        .body("[0].name", equalTo("passphrase"))
        .body("[0].slot", nullValue())
        .body("[0].used", nullValue());
    assertThat(passphraseSlot(member).user()).isEqualTo(member.keys().user());
    world.as(member, "identity").get(SLOTS).then().body("[0].used", notNullValue());
    try (EventTap tap = new EventTap(world.lease(), Topic.IDENTITY)) {
      tap.await(DomainEvent.SlotsFetched.class, member.keys().user().toString());
    }
  }

  @Test
  void slot_ofSomebodyElseOrMissing_isNotFound() {
    World.Person none = world.signedIn("keyless");
    world.as(none, "identity").get(SLOTS).then().statusCode(200).body("$", hasSize(0));
    refused(world.as(none, "identity").get(SLOTS + "/passphrase"), 404, "not-found");
    World.Person member = world.enrolled("owner");
    DeviceSlot slot = deviceSlot(member, 1);
    put(member, slot, body(slot, Optional.empty(), member, member)).then().statusCode(200);
    refused(world.as(outsider, "identity").get(SLOTS + "/" + slot.name()), 404, "not-found");
    refused(
        delete(
            outsider,
            slot,
            signature(slot.name(), Optional.of(slot.hash()), Optional.empty(), outsider, outsider)),
        404,
        "not-found");
  }

  @Test
  void deviceSlot_signedByItsOwner_isAdded_replacedAndDeleted_andTold() {
    World.Person member = world.enrolled("device-owner");
    DeviceSlot slot = deviceSlot(member, 1);
    for (int time = 0; time < 2; time++) {
      put(member, slot, body(slot, Optional.empty(), member, member))
          .then()
          .statusCode(200)
          .body("label", equalTo("laptop"));
    }
    world.as(member, "identity").get(SLOTS).then().body("$", hasSize(2));
    delete(
            member,
            slot,
            signature(slot.name(), Optional.of(slot.hash()), Optional.empty(), member, member))
        .then()
        .statusCode(204);
    world.as(member, "identity").get(SLOTS).then().body("$", hasSize(1));
    String user = member.keys().user().toString();
    try (EventTap tap = new EventTap(world.lease(), Topic.IDENTITY)) {
      assertThat(tap.await(DomainEvent.DeviceAdded.class, user).at("/data/device").asText())
          .isEqualTo(slot.name());
      tap.await(DomainEvent.DeviceRemoved.class, user);
    }
  }

  @Test
  void t12_whoeverOnlySignsInAsTheUser_changesNoSlot() {
    World.Person member = world.enrolled("victim");
    KeySlot there = passphraseSlot(member);
    DeviceSlot slot = deviceSlot(member, 1);
    refused(
        put(member, slot, body(slot, Optional.empty(), outsider, member)),
        422,
        "statement-refused");
    DeviceSlot mine = deviceSlot(outsider, 1);
    refused(
        put(member, mine, body(mine, Optional.empty(), member, member)), 422, "statement-refused");
    put(member, slot, body(slot, Optional.empty(), member, member)).then().statusCode(200);
    refused(
        delete(
            member,
            slot,
            signature(slot.name(), Optional.of(slot.hash()), Optional.empty(), outsider, member)),
        422,
        "statement-refused");
    assertThat(passphraseSlot(member)).isEqualTo(there);
  }

  @Test
  void passphraseSlot_isReplacedInOneStep_overTheOneThatIsNamed_andNeverDeleted() {
    World.Person member = world.enrolled("changer");
    KeySlot old = passphraseSlot(member);
    KeySlot fresh =
        KeySlot.decode(Bytes.fromBase64Url(String.valueOf(world.identityOf(member).get("slot"))));
    refused(put(member, fresh, body(fresh, Optional.empty(), member, member)), 409, "stale-head");
    assertThat(passphraseSlot(member)).isEqualTo(old);
    put(member, fresh, body(fresh, Optional.of(old.hash()), member, member)).then().statusCode(200);
    assertThat(passphraseSlot(member)).isEqualTo(fresh);
    refused(
        put(member, old, body(old, Optional.of(old.hash()), member, member)), 409, "stale-head");
    refused(
        delete(
            member,
            fresh,
            signature("passphrase", Optional.of(fresh.hash()), Optional.empty(), member, member)),
        409,
        "conflict");
  }

  @Test
  void slot_ofAnotherGenerationNameOrOneTooMany_isRefused() {
    World.Person member = world.enrolled("collector");
    DeviceSlot next = deviceSlot(member, 2);
    refused(
        put(member, next, body(next, Optional.empty(), member, member)), 422, "statement-refused");
    DeviceSlot slot = deviceSlot(member, 1);
    refused(
        world
            .as(member, "identity")
            .body(body(slot, Optional.empty(), member, member))
            .put(SLOTS + "/" + DeviceId.random(RANDOM)),
        422,
        "statement-refused");
    for (int i = 1; i < 32; i++) {
      DeviceSlot one = deviceSlot(member, 1);
      put(member, one, body(one, Optional.empty(), member, member)).then().statusCode(200);
    }
    refused(put(member, slot, body(slot, Optional.empty(), member, member)), 409, "conflict");
    world.as(member, "identity").get(SLOTS).then().body("$", hasSize(32));
  }

  @Test
  void recoverySlot_isForAdministratorsAlone_andTold() {
    World.Person member = world.enrolled("recovered");
    String path = "/identity/v1/users/" + member.keys().user();
    refused(world.as(administrator, "identity").get(path + "/recovery-slot"), 404, "not-found");
    RecoverySlot slot = recoverySlot(member);
    put(member, slot, body(slot, Optional.empty(), member, member)).then().statusCode(200);
    refused(world.as(outsider, "identity").get(path + "/recovery-slot"), 403, "forbidden");
    refused(world.as(member, "identity").get(path + "/recovery-slot"), 403, "forbidden");
    KeySlot old = passphraseSlot(member);
    world.as(member, "identity").get(SLOTS + "/recovery").then().statusCode(200);
    String used = "find { it.type == 'recovery' }.used";
    world.as(member, "identity").get(SLOTS).then().body(used, nullValue());
    world
        .as(administrator, "identity")
        .get(path + "/recovery-slot")
        .then()
        .statusCode(200)
        .body("slot", equalTo(slot.encode().toBase64Url()))
        .body("passphraseHash", equalTo(old.hash().toString()));
    world.as(member, "identity").get(SLOTS).then().body(used, notNullValue());
    try (EventTap tap = new EventTap(world.lease(), Topic.IDENTITY)) {
      tap.await(DomainEvent.RecoverySlotFetched.class, member.keys().user().toString());
    }
  }

  @Test
  void t56_administratorWithoutTheUsersKeys_replacesNoSlot_andWithThemIsTold() {
    World.Person member = world.enrolled("lost");
    KeySlot old = passphraseSlot(member);
    KeySlot fresh =
        KeySlot.decode(Bytes.fromBase64Url(String.valueOf(world.identityOf(member).get("slot"))));
    String path = "/identity/v1/users/" + member.keys().user() + "/slots/passphrase";
    Map<String, Object> unsigned = body(fresh, Optional.of(old.hash()), outsider, member);
    refused(world.as(administrator, "identity").body(unsigned).put(path), 422, "statement-refused");
    Map<String, Object> signed = body(fresh, Optional.of(old.hash()), member, member);
    refused(world.as(outsider, "identity").body(signed).put(path), 403, "forbidden");
    assertThat(passphraseSlot(member)).isEqualTo(old);
    world.as(administrator, "identity").body(signed).put(path).then().statusCode(200);
    assertThat(passphraseSlot(member)).isEqualTo(fresh);
    try (EventTap tap = new EventTap(world.lease(), Topic.IDENTITY)) {
      tap.await(DomainEvent.UserRecovered.class, member.keys().user().toString());
    }
  }

  private static Map<String, Object> request(DeviceId device, KemPrivateKey key) {
    return Map.of(
        "device", device.toString(),
        "key", key.publicKey().value().toBase64Url(),
        "label", "new laptop");
  }

  private static DeviceApproval approval(World.Person owner, KemPrivateKey key) {
    try (SlotContents contents = contents(owner);
        AccountSecret account = AccountSecret.random(RANDOM)) {
      return DeviceApproval.seal(
          contents,
          account,
          owner.keys().user(),
          1,
          key.publicKey(),
          DeviceCode.of(key.publicKey(), RANDOM));
    }
  }

  private static KemPrivateKey kemKey() {
    return KemPrivateKey.fromSeed(SecretBytes.random(RANDOM, 32));
  }

  @Test
  void newDevice_asks_isAnsweredOnce_andFetchesOnce() {
    World.Person member = world.enrolled("mover");
    DeviceId device = DeviceId.random(RANDOM);
    KemPrivateKey key = kemKey();
    world.as(member, "identity").body(request(device, key)).post(DEVICES).then().statusCode(200);
    world
        .as(member, "identity")
        .get(DEVICES)
        .then()
        .body("$", hasSize(1))
        .body("[0].key", equalTo(key.publicKey().value().toBase64Url()))
        .body("[0].answered", equalTo(false));
    String one = DEVICES + "/" + device;
    world
        .as(member, "identity")
        .body(Map.of())
        .post(one + "/collect")
        .then()
        .statusCode(200)
        .body("waiting", equalTo(true));
    Map<String, Object> answer = Map.of("approval", approval(member, key).encode().toBase64Url());
    refused(world.as(outsider, "identity").body(answer).put(one + "/approval"), 404, "not-found");
    refused(world.as(outsider, "identity").body(Map.of()).post(one + "/collect"), 404, "not-found");
    world.as(member, "identity").body(answer).put(one + "/approval").then().statusCode(200);
    refused(world.as(member, "identity").body(answer).put(one + "/approval"), 409, "conflict");
    world
        .as(member, "identity")
        .body(Map.of())
        .post(one + "/collect")
        .then()
        .body("approval", equalTo(answer.get("approval")));
    refused(world.as(member, "identity").body(Map.of()).post(one + "/collect"), 404, "not-found");
    try (EventTap tap = new EventTap(world.lease(), Topic.IDENTITY)) {
      String user = member.keys().user().toString();
      tap.await(DomainEvent.DeviceRequested.class, user);
      tap.await(DomainEvent.DeviceApproved.class, user);
    }
  }

  @Test
  void newDevices_askedTooOftenTwiceOrWithABadKey_areRefused_andCanBeWithdrawn() {
    World.Person member = world.enrolled("crowd");
    KemPrivateKey key = kemKey();
    List<DeviceId> asked = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      asked.add(DeviceId.random(RANDOM));
      world
          .as(member, "identity")
          .body(request(asked.getLast(), key))
          .post(DEVICES)
          .then()
          .statusCode(200);
    }
    refused(
        world.as(member, "identity").body(request(DeviceId.random(RANDOM), key)).post(DEVICES),
        409,
        "conflict");
    world.as(member, "identity").delete(DEVICES + "/" + asked.getFirst()).then().statusCode(204);
    refused(
        world.as(member, "identity").body(request(asked.getLast(), key)).post(DEVICES),
        409,
        "conflict");
    world
        .as(member, "identity")
        .body(
            Map.of(
                "device", DeviceId.random(RANDOM).toString(),
                "key", Bytes.random(RANDOM, 1216).toBase64Url(),
                "label", ""))
        .post(DEVICES)
        .then()
        .statusCode(not(200));
    World.Person none = world.signedIn("without-keys");
    refused(
        world.as(none, "identity").body(request(DeviceId.random(RANDOM), key)).post(DEVICES),
        409,
        "conflict");
  }
}
