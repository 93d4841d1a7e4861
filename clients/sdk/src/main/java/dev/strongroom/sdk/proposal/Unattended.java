package dev.strongroom.sdk.proposal;

import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.proposal.Proposal;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.agent.AgentEvent;
import dev.strongroom.sdk.agent.AgentEvent.Kind;
import dev.strongroom.sdk.agent.AgentRules;
import dev.strongroom.sdk.attestation.Attested;
import dev.strongroom.sdk.attestation.AttestedPeople;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.people.UnconfirmedException;
import dev.strongroom.sdk.server.ServerException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an agent signs without its owner (section 5), and nothing else: an addition that a signed
 * proposal of a person asks for whom a rule names, of somebody whose keys the owner has confirmed
 * or an attester of the policy has attested, at or below the rule's role; a removal of one who is
 * no manager, where the rule says so. Never an unsigned request, never a change of role, never
 * anything about a manager, never somebody seen for the first time or after a reset, never a
 * proposer whose key was given up for compromise since the rule was made.
 */
public final class Unattended {
  private final Proposals proposals;
  private final People people;
  private final AttestedPeople attested;
  private final AgentRules rules;

  public Unattended(Proposals proposals, People people, AttestedPeople attested, AgentRules rules) {
    this.proposals = proposals;
    this.people = people;
    this.attested = attested;
    this.rules = rules;
  }

  /** Waits for a hand, as it turns out on the state that would be signed on. */
  private static final class WaitsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    WaitsException(String why) {
      super(why);
    }
  }

  /**
   * Goes over what waits for this user's answer.
   *
   * @throws ServerException if the server is away
   */
  public List<AgentEvent> answer() {
    List<AgentEvent> events = new ArrayList<>();
    Requests.Listed listed = proposals.requests().listed(false);
    for (Requests.Bad bad : listed.bad()) {
      String what = "a request: " + bad.why().code() + ": " + bad.why().getMessage();
      bad.chain().ifPresent(chain -> events.add(new AgentEvent(Kind.TROUBLE, chain, what)));
    }
    for (Asked asked : listed.read()) {
      if (asked.isOpen()) {
        one(asked).ifPresent(events::add);
      }
    }
    return events;
  }

  private Optional<AgentEvent> one(Asked asked) {
    try {
      if (!isMine(asked)) {
        return Optional.empty();
      }
      Optional<String> reason = whyNot(asked);
      if (reason.isPresent()) {
        return event(Kind.WAITING, asked, reason.get());
      }
      proposals.approve(
          asked,
          people.byId(asked.user()),
          supplied -> {
            Proposals.Managers managers = supplied.get();
            if (managers.has().test(asked.user())) {
              throw new WaitsException("it is about a manager");
            }
            if (!managers.unseen().isEmpty()) {
              throw new WaitsException(
                  "the group may manage a room that cannot be looked at, "
                      + managers.unseen().iterator().next()
                      + "; if you are no longer in it: strongroom room forget");
            }
          });
      return event(Kind.SIGNED, asked, asked.action().text() + ", as a rule says");
    } catch (WaitsException | UnconfirmedException e) {
      return event(Kind.WAITING, asked, String.valueOf(e.getMessage()));
    } catch (ProtocolException e) {
      return event(Kind.TROUBLE, asked, e.code() + ": " + e.getMessage());
    } catch (MembershipException | UncheckedIOException e) {
      return event(Kind.TROUBLE, asked, String.valueOf(e.getMessage()));
    } catch (ServerException e) {
      return refused(asked, e);
    }
  }

  /** What this user has filed himself is listed too, also for what he is not in. */
  private boolean isMine(Asked asked) {
    try {
      return proposals.isMine(asked);
    } catch (ServerException e) {
      if (e.isNotFound()) {
        return false;
      }
      throw e;
    }
  }

  /** The person too may be one whom there is not: anybody can ask for anything. */
  private static Optional<AgentEvent> refused(Asked asked, ServerException e) {
    if (e.status() == ServerException.AWAY) {
      throw e;
    }
    return event(Kind.TROUBLE, asked, String.valueOf(e.getMessage()));
  }

  private static Optional<AgentEvent> event(Kind kind, Asked asked, String detail) {
    return Optional.of(
        new AgentEvent(kind, asked.chain(), "request " + asked.id() + ": " + detail));
  }

  /** Why this waits for a hand; empty where a rule covers it. */
  private Optional<String> whyNot(Asked asked) {
    Optional<Signed<Proposal>> proposal = asked.proposal();
    if (proposal.isEmpty()) {
      return asked.asksOut() && rules.removesWhenAsked(asked.chain())
          ? Optional.empty()
          : Optional.of("an unsigned request waits for a hand");
    }
    Proposal body = proposal.get().body();
    Optional<AgentRules.Rule> rule = rules.about(asked.chain(), body.author().user());
    if (rule.isEmpty()) {
      return Optional.of("no rule names its proposer");
    }
    if (!covers(rule.get(), body.author().identity())) {
      return Optional.of("its proposer's key is not the one that the rule was made for");
    }
    return switch (body.action()) {
      case ADD -> whyNotAdd(rule.get(), body);
      case ROLE -> Optional.of("changes of role wait for a hand");
      case REMOVE ->
          rule.get().removals() ? Optional.empty() : Optional.of("removals wait for a hand");
    };
  }

  private boolean covers(AgentRules.Rule rule, Hash acting) {
    return people.byId(rule.proposer()).chain().isCoveredBy(rule.identity(), acting);
  }

  private Optional<String> whyNotAdd(AgentRules.Rule rule, Proposal body) {
    if (body.role().filter(rule::allows).isEmpty()) {
      return Optional.of("the role is above what the rule allows");
    }
    Person person = people.byId(body.user());
    if (!person.newest().hash().equals(body.identity())) {
      return Optional.of("it names other keys than the person has");
    }
    if (!person.waitingResets().isEmpty()) {
      return Optional.of("a reset of the person's keys waits for an answer");
    }
    if (isReset(person)) {
      return Optional.of("the person's keys come from a reset");
    }
    return isConfirmed(person) || attested.of(person).stream().anyMatch(Attested::isGood)
        ? Optional.empty()
        : Optional.of("the person's key was not confirmed here, and no attester attested it");
  }

  private static boolean isReset(Person person) {
    return person.chain().main().generations().stream()
        .noneMatch(one -> one.hash().equals(person.newest().hash()));
  }

  private static boolean isConfirmed(Person person) {
    return person.trust() == Person.Trust.CONFIRMED || person.trust() == Person.Trust.ROTATED;
  }
}
