package dev.strongroom.access.chain;

import dev.strongroom.access.decision.ChainKind;
import dev.strongroom.access.decision.Decisions;
import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Plain names that managers publish of their groups and rooms, for administrators' lists. No client
 * shows or believes them: a chain's own name is sealed.
 */
@ApplicationScoped
class Labels {
  private final Decisions decisions;
  private final Outbox outbox;
  private final EntityManager database;

  @Inject
  Labels(Decisions decisions, Outbox outbox, EntityManager database) {
    this.decisions = decisions;
    this.outbox = outbox;
    this.database = database;
  }

  /**
   * @param label one line of 1 to 100 characters, none of which is a control or formatting one;
   *     empty in an answer where there is none
   */
  @Schema(description = "A plain name; this service and the administrators read it")
  public record Label(
      @NotNull
          @Size(min = 1, max = 100)
          @Pattern(regexp = "[^\\p{C}\\p{Zl}\\p{Zp}]*[^\\p{C}\\p{Z}][^\\p{C}\\p{Zl}\\p{Zp}]*")
          String label) {}

  static final Label NONE = new Label("");

  /** The published label; for those who manage the chain. */
  @Transactional
  Label of(UserId user, ChainKind kind, ChainId chain) {
    requireManager(user, kind, chain);
    List<?> found =
        database
            .createNativeQuery("SELECT label FROM chain_label WHERE chain = ?1")
            .setParameter(1, chain.value().toArray())
            .getResultList();
    return found.stream().findFirst().map(text -> new Label((String) text)).orElse(NONE);
  }

  @Transactional
  Label publish(UserId user, ChainKind kind, ChainId chain, Label label) {
    requireManager(user, kind, chain);
    database
        .createNativeQuery(
            "INSERT INTO chain_label (chain, label, set_by, set_at) VALUES (?1, ?2, ?3, ?4)"
                + " ON CONFLICT (chain) DO UPDATE SET label = EXCLUDED.label,"
                + " set_by = EXCLUDED.set_by, set_at = EXCLUDED.set_at")
        .setParameter(1, chain.value().toArray())
        .setParameter(2, label.label())
        .setParameter(3, user.value().toArray())
        .setParameter(4, OffsetDateTime.now(ZoneOffset.UTC))
        .executeUpdate();
    outbox.append(new DomainEvent.ChainLabelled(chain.toString(), user.toString(), true));
    return label;
  }

  /** Takes the label away, wherever it was. */
  @Transactional
  Label withdraw(UserId user, ChainKind kind, ChainId chain) {
    requireManager(user, kind, chain);
    int gone =
        database
            .createNativeQuery("DELETE FROM chain_label WHERE chain = ?1")
            .setParameter(1, chain.value().toArray())
            .executeUpdate();
    if (gone > 0) {
      outbox.append(new DomainEvent.ChainLabelled(chain.toString(), user.toString(), false));
    }
    return NONE;
  }

  /** The same answer for a chain that is not there, of the other kind, or somebody else's. */
  private void requireManager(UserId user, ChainKind kind, ChainId chain) {
    boolean seen =
        switch (kind) {
          case GROUP -> decisions.isMember(user, chain);
          case ROOM -> !decisions.decide(user, chain).role().isEmpty();
        };
    if (!seen) {
      throw Problem.notFound();
    }
    if (!decisions.manages(user, chain)) {
      throw new Problem(Reason.FORBIDDEN, "A label is published by who manages it.");
    }
  }
}
