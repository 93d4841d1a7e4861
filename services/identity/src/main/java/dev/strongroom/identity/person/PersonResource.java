package dev.strongroom.identity.person;

import dev.strongroom.identity.log.Log;
import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.caller.ForServices;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.identity.Claim;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.StatementKind;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** People and the public-key directory. */
@Path("/")
public class PersonResource {
  private final People people;
  private final Caller caller;
  private final Log log;

  @Inject
  PersonResource(People people, Caller caller, Log log) {
    this.log = log;
    this.people = people;
    this.caller = caller;
  }

  public record ClaimView(
      @NotBlank @Size(max = 200) String displayName,
      @NotNull @Size(max = 254) String email,
      @NotNull @Size(max = 64) String salt) {
    Claim asClaim() {
      return new Claim(displayName, email, Bytes.fromBase64Url(salt));
    }
  }

  /**
   * @param identities envelopes, oldest first, base64url
   * @param indexes where the directory log has each of them
   * @param claims one for each identity
   */
  @Schema(description = "A person: who the sign-on says he is, and what he states himself.")
  public record PersonView(
      String user,
      String username,
      String email,
      List<String> identities,
      List<Long> indexes,
      List<ClaimView> claims) {
    public PersonView {
      identities = List.copyOf(identities);
      indexes = List.copyOf(indexes);
      claims = List.copyOf(claims);
    }
  }

  public record NewIdentity(
      @NotNull
          @Size(max = 30_000)
          @Schema(description = "DSSE envelope, base64url", examples = "eyJwYXlsb2FkVHlwZSI6…")
          String envelope,
      @NotNull @Valid ClaimView claim,
      @NotNull @Size(max = 24_000) @Schema(description = "Key slot, base64url") String slot,
      @Size(max = 512)
          @Schema(description = "Secret of the generation before, sealed under this one, base64url")
          @Nullable String earlier) {
    People.Parts parts() {
      return new People.Parts(
          claim.asClaim(),
          Bytes.fromBase64Url(slot),
          Optional.ofNullable(earlier).map(Bytes::fromBase64Url));
    }
  }

  @GET
  @Path("identity/v1/me")
  @Operation(summary = "The caller; mirrored at first sight")
  @Transactional
  public PersonView me() {
    return view(people.caller(caller.requireUser()));
  }

  @POST
  @Path("identity/v1/me/identities")
  @BodyLimit(64 << 10)
  @Operation(summary = "Publishes the caller's next identity, with its claim and key slot")
  @Transactional
  public PersonView publish(@NotNull @Valid NewIdentity identity) {
    PersonEntity person = people.caller(caller.requireUser());
    people.publish(
        person,
        Envelope.decode(StatementKind.IDENTITY, Bytes.fromBase64Url(identity.envelope())),
        identity.parts());
    return view(person);
  }

  @GET
  @Path("identity/v1/me/identities/{identity}/earlier")
  @Operation(summary = "The secret of the generation before, as its owner sealed it")
  public Map<String, String> earlier(@PathParam("identity") String identity) {
    PersonEntity person = people.caller(caller.requireUser());
    return Map.of("sealed", people.earlier(person, Hash.parse(identity)).toBase64Url());
  }

  @GET
  @Path("identity/v1/users")
  @Operation(summary = "One person by exact user name or e-mail")
  @Transactional
  public PersonView named(@QueryParam("name") @NotBlank @Size(max = 254) String name) {
    people.caller(caller.requireUser());
    return view(people.named(name));
  }

  @GET
  @Path("identity/v1/users/{user}")
  @Operation(summary = "One person by id")
  @Transactional
  public PersonView byId(@PathParam("user") String user) {
    people.caller(caller.requireUser());
    return view(people.byId(UserId.parse(user)));
  }

  /** Whom to show. */
  public record Users(@NotNull @Size(max = 1000) List<@NotNull @Size(max = 64) String> users) {
    public Users {
      users = List.copyOf(users);
    }
  }

  @POST
  @Path("identity/v1/users/batch")
  @BodyLimit(64 << 10)
  @Operation(summary = "Up to 1,000 people by id; who is not known is left out")
  @Transactional
  public List<PersonView> batch(@NotNull @Valid Users users) {
    people.caller(caller.requireUser());
    return people.byIds(users.users().stream().map(UserId::parse).toList()).stream()
        .map(this::view)
        .toList();
  }

  /** What siblings are told of a user. */
  record InternalView(List<String> identities, List<Long> indexes) {}

  /** For siblings: the identity statements of a user, oldest first. */
  @GET
  @Path("internal/v1/users/{user}")
  @ForServices({"strongroom-access", "strongroom-storage"})
  @Operation(hidden = true)
  @Transactional
  public InternalView internal(@PathParam("user") String user) {
    PersonView person = view(people.byId(UserId.parse(user)));
    if (person.identities().isEmpty()) {
      throw Problem.notFound();
    }
    return new InternalView(person.identities(), person.indexes());
  }

  /** What siblings are told of one of several users. */
  record InternalKnown(String user, List<String> identities, List<Long> indexes) {}

  /** For siblings: the same of several users; who has no identity is left out. */
  @POST
  @Path("internal/v1/users/batch")
  @ForServices({"strongroom-access", "strongroom-storage"})
  @BodyLimit(64 << 10)
  @Operation(hidden = true)
  @Transactional
  public List<InternalKnown> internalBatch(@NotNull @Valid Users users) {
    return people.byIds(users.users().stream().map(UserId::parse).toList()).stream()
        .map(this::view)
        .filter(person -> !person.identities().isEmpty())
        .map(person -> new InternalKnown(person.user(), person.identities(), person.indexes()))
        .toList();
  }

  private PersonView view(PersonEntity person) {
    List<String> identities = new ArrayList<>();
    List<Hash> hashes = new ArrayList<>();
    List<ClaimView> claims = new ArrayList<>();
    for (IdentityEntity identity : IdentityEntity.of(Bytes.of(person.user_id))) {
      identities.add(Bytes.of(identity.envelope).toBase64Url());
      hashes.add(new Hash(Bytes.of(identity.hash)));
      ClaimEntity.<ClaimEntity>findByIdOptional(identity.hash)
          .ifPresent(c ->
              claims.add(new ClaimView(c.display_name, c.email, Bytes.of(c.salt).toBase64Url())));
    }
    return new PersonView(
        Bytes.of(person.user_id).toString(),
        person.username,
        person.email,
        identities,
        log.indexesOf(hashes),
        claims);
  }
}
