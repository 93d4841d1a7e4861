package dev.strongroom.access;

import static dev.strongroom.access.Ask.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import dev.strongroom.events.Topic;
import dev.strongroom.kit.testing.Draft;
import dev.strongroom.kit.testing.EventTap;
import dev.strongroom.kit.testing.Membership;
import dev.strongroom.kit.testing.World;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.proposal.Proposal;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import io.restassured.response.Response;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Signed proposals wait for managers; and what administrators see of who is where. */
class ProposalIT {
  private static World world;
  private static Ask ask;
  private static Membership membership;
  private static World.Person manager;
  private static World.Person member;
  private static World.Person desk;
  private static World.Person outsider;
  private static World.Person administrator;
  private static World.Person auditor;

  @BeforeAll
  static void start() {
    world = World.start("access-proposals", "identity", "access").founded();
    ask = new Ask(world);
    membership = new Membership(world);
    manager = world.enrolled("manager");
    member = world.enrolled("member");
    desk = world.enrolled("personnel");
    outsider = world.enrolled("outsider");
    administrator = world.signedIn("an-administrator", "org-admin");
    auditor = world.signedIn("an-auditor", "auditor");
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static Signed<Proposal> proposal(
      World.Person by, ChainId chain, World.Person whom, Instant made) {
    Header any = world.organisation().header(0, Optional.empty(), by.keys());
    return Proposal.sign(
        new Proposal(
            new Header(any.organisation(), 0, Optional.empty(), any.signers(), made),
            by.keys().author(),
            Proposal.Action.ADD,
            new Proposal.Seen(Proposal.Kind.GROUP, chain, 0, Sha256.of(chain.value())),
            whom.keys().user(),
            whom.keys().identity().hash(),
            Optional.of("member"),
            "starts on Monday",
            made.plus(Duration.ofDays(3))),
        by.keys().keys().signing());
  }

  private static Response handIn(World.Person by, Envelope proposal) {
    return world
        .as(by, "access")
        .body(Map.of("envelope", proposal.encode().toBase64Url()))
        .post("/access/v1/proposals");
  }

  @Test
  void t73_proposal_isShownToManagers_givesNothing_andIsAnsweredOnceByTheLinkThatNamesIt() {
    Membership.Group group = membership.newGroup(manager);
    Signed<Proposal> proposal = proposal(desk, group.id(), member, Instant.now());
    for (int time = 0; time < 2; time++) {
      handIn(desk, proposal.envelope())
          .then()
          .statusCode(200)
          .body("id", equalTo(proposal.hash().toString()))
          .body("state", equalTo("open"))
          .body("cuts", equalTo(false));
    }
    refused(ask.group(member, group.id()), 404, "not-found");
    world
        .as(manager, "access")
        .queryParam("chain", group.id().toString())
        .get("/access/v1/requests")
        .then()
        .body("items", hasSize(1))
        .body("items[0].envelope", equalTo(proposal.envelope().encode().toBase64Url()))
        .body("items[0].origin", equalTo("proposal"));

    Signed<GroupLink> link =
        membership
            .chains()
            .on(group.state(), manager.keys())
            .put(member.keys(), GroupRole.MEMBER)
            .proposals(proposal.hash())
            .sign();
    membership
        .handIn(
            manager,
            group,
            Draft.goesOn(link, List.of(group.epoch().wrapFor(group.id(), member.keys()))))
        .then()
        .statusCode(200);

    String path = "/access/v1/requests/" + proposal.hash();
    world
        .as(desk, "access")
        .get(path)
        .then()
        .body("state", equalTo("fulfilled"))
        .body("link", equalTo(link.hash().toString()));
    refused(world.as(manager, "access").post(path + "/reject"), 409, "conflict");
    handIn(desk, proposal.envelope()).then().body("state", equalTo("fulfilled"));
    try (EventTap tap = new EventTap(world.lease(), Topic.ACCESS)) {
      tap.await(event ->
          event.path("type").asText().endsWith(".RequestClosed")
              && event.at("/data/request").asText().equals(proposal.hash().toString()));
    }
  }

  @Test
  void t73_proposal_forgedOrOldOrSomebodyElses_isRefused() {
    Membership.Group group = membership.newGroup(manager);
    Signed<Proposal> good = proposal(desk, group.id(), member, Instant.now());
    refused(handIn(outsider, good.envelope()), 403, "forbidden");
    Envelope forged =
        new Envelope(
            good.envelope().kind(),
            good.envelope().payload(),
            List.of(
                new Envelope.Signature(
                    good.envelope().signatures().getFirst().key(),
                    Bytes.random(new SecureRandom(), 64))));
    refused(handIn(desk, forged), 422, "statement-refused");
    Response old =
        handIn(
            desk,
            proposal(desk, group.id(), member, Instant.now().minus(Duration.ofDays(5))).envelope());
    refused(old, 422, "statement-refused");
    assertThat(old.path("detail").toString()).startsWith("PROPOSAL");
    refused(
        world
            .as(desk, "access")
            .body(Map.of("envelope", "x".repeat(70_000)))
            .post("/access/v1/proposals"),
        413,
        "body-too-large");
    world
        .as(manager, "access")
        .queryParam("chain", group.id().toString())
        .get("/access/v1/requests")
        .then()
        .body("items", hasSize(0));
  }

  /** Who has published no keys the directory does not know, as it tells everybody who asks. */
  @Test
  void proposal_aboutSomebodyWhomTheDirectoryDoesNotKnow_isRefused() {
    Membership.Group group = membership.newGroup(manager);
    refused(
        handIn(desk, proposal(desk, group.id(), auditor, Instant.now()).envelope()),
        422,
        "statement-refused");
  }

  /** Who proposes is not told whether the group is there. */
  @Test
  void proposal_forAGroupThatIsNotThere_isTakenLikeAnyOther() {
    ChainId madeUp = new ChainId(Bytes.random(new SecureRandom(), 32));
    Signed<Proposal> proposal = proposal(desk, madeUp, member, Instant.now());
    handIn(desk, proposal.envelope()).then().statusCode(200);
    world
        .as(desk, "access")
        .post("/access/v1/requests/" + proposal.hash() + "/withdraw")
        .then()
        .statusCode(200)
        .body("state", equalTo("withdrawn"));
  }

  @Test
  void lists_areForAdministratorsAndAuditors_andShowNoKeys() {
    Membership.Group group = membership.newGroup(manager, member);
    Membership.Room room =
        membership.granted(membership.newRoom(manager), manager, group, Role.EDITOR);
    world
        .as(administrator, "access")
        .body(
            Map.of(
                "chainKind", "group",
                "chain", group.id().toString(),
                "action", "remove",
                "user", member.keys().user().toString(),
                "role", "",
                "reason", ""))
        .post("/access/v1/requests")
        .then()
        .statusCode(200);
    String groups = "/access/v1/admin/groups/" + group.id();
    for (World.Person sees : List.of(administrator, auditor)) {
      world
          .as(sees, "access")
          .get(groups)
          .then()
          .statusCode(200)
          .body("members", equalTo(2))
          .body("managers", equalTo(1))
          .body("requests", equalTo(1))
          .body("head", equalTo(group.state().head().toString()));
      world
          .as(sees, "access")
          .get(groups + "/members")
          .then()
          .statusCode(200)
          .body("items.find { it.id == '" + member.keys().user() + "' }.cut", equalTo(true))
          .body("items.find { it.id == '" + manager.keys().user() + "' }.role", equalTo("manager"));
      world
          .as(sees, "access")
          .get("/access/v1/admin/rooms/" + room.id() + "/members")
          .then()
          .statusCode(200)
          .body("items.kind.sort()", equalTo(List.of("group", "user")));
      world
          .as(sees, "access")
          .queryParam("limit", 500)
          .get("/access/v1/admin/rooms")
          .then()
          .body("items.id", hasItem(room.id().toString()));
    }
    refused(world.as(manager, "access").get(groups), 403, "forbidden");
    refused(world.as(manager, "access").get("/access/v1/admin/rooms"), 403, "forbidden");
    refused(
        world.as(administrator, "access").get("/access/v1/admin/rooms/" + group.id()),
        404,
        "not-found");
  }
}
