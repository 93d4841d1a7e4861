package dev.strongroom.sdk.proposal;

import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.proposal.Proposal;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.agent.AgentEvent;
import dev.strongroom.sdk.agent.AgentEvent.Kind;
import dev.strongroom.sdk.agent.AgentRules;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.people.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an agent signs without its owner (section 5), and nothing else: a signed proposal of a
 * person whom a rule names, about somebody whose keys the owner has confirmed, at or below the
 * rule's role; a removal of one who is no manager, where the rule says so. Never an unsigned
 * request, never a manager, never somebody seen for the first time or after a reset, never a
 * proposer whose key was given up for compromise since the rule was made.
 */
public final class Unattended {
  private final Proposals proposals;
  private final People people;
  private final AgentRules rules;
  private final boolean trustedRoot;

  /**
   * @param trustedRoot whether the organisation's root is known by other means than the screen;
   *     otherwise nothing is signed unattended
   */
  public Unattended(Proposals proposals, People people, AgentRules rules, boolean trustedRoot) {
    this.proposals = proposals;
    this.people = people;
    this.rules = rules;
    this.trustedRoot = trustedRoot;
  }

  /** Goes over what waits for this user's answer. */
  public List<AgentEvent> answer() {
    List<AgentEvent> events = new ArrayList<>();
    for (Asked asked : proposals.requests().list(false)) {
      if (asked.isOpen()) {
        one(asked).ifPresent(events::add);
      }
    }
    return events;
  }

  private Optional<AgentEvent> one(Asked asked) {
    try {
      if (!proposals.isMine(asked)) {
        return Optional.empty();
      }
      Optional<String> reason = whyNot(asked);
      if (reason.isPresent()) {
        return event(Kind.WAITING, asked, reason.get());
      }
      proposals.approve(asked, people.byId(asked.user()));
      return event(Kind.SIGNED, asked, asked.action().text() + ", as a rule says");
    } catch (ProtocolException e) {
      return event(Kind.TROUBLE, asked, e.code() + ": " + e.getMessage());
    } catch (MembershipException e) {
      return event(Kind.TROUBLE, asked, String.valueOf(e.getMessage()));
    }
  }

  private static Optional<AgentEvent> event(Kind kind, Asked asked, String detail) {
    return Optional.of(
        new AgentEvent(kind, asked.chain(), "request " + asked.id() + ": " + detail));
  }

  /** Why this waits for a hand; empty where a rule covers it. */
  private Optional<String> whyNot(Asked asked) {
    if (!trustedRoot) {
      return Optional.of("the organisation's root was only confirmed on the screen");
    }
    Optional<Signed<Proposal>> proposal = asked.proposal();
    if (proposal.isEmpty()) {
      return Optional.of("an unsigned request waits for a hand");
    }
    Proposal body = proposal.get().body();
    Optional<AgentRules.Rule> rule = rules.about(asked.chain(), body.author().user());
    if (rule.isEmpty()) {
      return Optional.of("no rule names its proposer");
    }
    if (!covers(rule.get(), body.author().identity())) {
      return Optional.of("its proposer's key is not the one that the rule was made for");
    }
    if (proposals.manages(asked, asked.user())) {
      return Optional.of("it is about a manager");
    }
    return body.action() == Proposal.Action.REMOVE
        ? Optional.of("removals wait for a hand").filter(_ -> !rule.get().removals())
        : whyNotGive(rule.get(), body);
  }

  private boolean covers(AgentRules.Rule rule, Hash acting) {
    return people.byId(rule.proposer()).chain().isCoveredBy(rule.identity(), acting);
  }

  private Optional<String> whyNotGive(AgentRules.Rule rule, Proposal body) {
    if (body.role().filter(rule::allows).isEmpty()) {
      return Optional.of("the role is above what the rule allows");
    }
    Person person = people.byId(body.user());
    boolean confirmed =
        person.trust() == Person.Trust.CONFIRMED || person.trust() == Person.Trust.ROTATED;
    if (!confirmed || !person.newest().hash().equals(body.identity())) {
      return Optional.of("the person's key was not confirmed here");
    }
    return Optional.empty();
  }
}
