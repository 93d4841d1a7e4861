package dev.strongroom.identity.signon;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes the rows what the sign-on said at a time, and tells what changed by it; both or neither. A
 * person never goes: his state says that the sign-on has him no longer.
 */
@ApplicationScoped
class Mirror {
  private static final String ACTIVE = "active";
  private static final String DISABLED = "disabled";

  private final MirrorRows rows;
  private final Outbox outbox;

  @Inject
  Mirror(MirrorRows rows, Outbox outbox) {
    this.rows = rows;
    this.outbox = outbox;
  }

  @Transactional
  public Instant now() {
    return rows.now();
  }

  /** Subjects of everybody whom the sign-on had until now. */
  @Transactional
  public List<String> present() {
    return rows.present();
  }

  @Transactional
  public List<String> groups() {
    return rows.groupIds();
  }

  /**
   * People as the sign-on has them.
   *
   * @param actor who had it changed, as far as that is known
   */
  @Transactional
  public void people(
      Collection<Keycloak.User> users, Function<String, UserId> ids, Instant since, String actor) {
    Map<String, MirrorRows.Person> known = new HashMap<>();
    rows.people(users.stream().map(Keycloak.User::subject).toList())
        .forEach(person -> known.put(person.subject(), person));
    List<MirrorRows.Person> added = new ArrayList<>();
    List<MirrorRows.Wanted> changed = new ArrayList<>();
    for (Keycloak.User user : users) {
      MirrorRows.Person before = known.get(user.subject());
      MirrorRows.Person after =
          person(user, before == null ? ids.apply(user.subject()) : before.user());
      if (before == null) {
        added.add(after);
      } else if (!before.equals(after)) {
        changed.add(new MirrorRows.Wanted(after, before.state()));
      }
    }
    Set<UserId> done = new HashSet<>();
    if (!added.isEmpty()) {
      done.addAll(rows.add(added, since));
    }
    if (!changed.isEmpty()) {
      done.addAll(rows.change(changed, since));
    }
    List<DomainEvent> events = new ArrayList<>();
    added.stream()
        .filter(person -> done.contains(person.user()) && person.state().equals(DISABLED))
        .forEach(person -> events.add(told(person, actor)));
    changed.stream()
        .filter(one ->
            done.contains(one.person().user()) && !one.stateBefore().equals(one.person().state()))
        .forEach(one -> events.add(told(one.person(), actor)));
    outbox.appendAll(events);
  }

  private static MirrorRows.Person person(Keycloak.User user, UserId id) {
    return new MirrorRows.Person(
        id, user.subject(), user.username(), user.email(), user.enabled() ? ACTIVE : DISABLED);
  }

  private static DomainEvent told(MirrorRows.Person person, String actor) {
    String user = person.user().toString();
    return person.state().equals(ACTIVE)
        ? new DomainEvent.PersonEnabled(user, actor)
        : new DomainEvent.PersonDisabled(user, actor);
  }

  /** People of whom the sign-on said, of each, that it does not have them. */
  @Transactional
  public void gone(Collection<String> subjects, Instant since, String actor) {
    List<UserId> gone = rows.delete(subjects, since);
    if (gone.isEmpty()) {
      return;
    }
    List<DomainEvent> events = new ArrayList<>();
    gone.forEach(user -> events.add(new DomainEvent.PersonDeleted(user.toString(), actor)));
    events.addAll(told(List.of(), rows.leaveAll(gone)));
    outbox.appendAll(events);
  }

  /** Somebody as Keycloak's event tells him, also where Keycloak itself cannot be asked. */
  @Transactional
  public void disabled(String subject) {
    rows.hold(subject);
    List<Keycloak.User> users =
        rows.people(List.of(subject)).stream()
            .filter(person -> person.state().equals(ACTIVE))
            .map(p -> new Keycloak.User(subject, p.username(), p.email(), false))
            .toList();
    people(users, Mirror::isThere, rows.now(), DomainEvent.SIGN_ON);
  }

  private static UserId isThere(String subject) {
    throw new IllegalStateException("a person who was there");
  }

  /**
   * Groups as the sign-on has them.
   *
   * @param members subjects in each of them
   * @param leaving whether those who are not among {@code members} have left
   */
  @Transactional
  public void groups(
      Collection<Keycloak.Group> groups,
      Map<String, Set<String>> members,
      Function<String, UserId> ids,
      Instant since,
      boolean leaving) {
    Map<String, Keycloak.Group> known = new HashMap<>();
    List<String> all = groups.stream().map(Keycloak.Group::id).toList();
    rows.groups(all).forEach(group -> known.put(group.id(), group));
    Set<MirrorRows.Member> before = new HashSet<>(rows.members(all));
    Set<MirrorRows.Member> after = new HashSet<>();
    members.forEach((group, subjects) ->
        subjects.forEach(s -> after.add(new MirrorRows.Member(group, ids.apply(s)))));
    Set<MirrorRows.Member> joining = minus(after, before);
    Set<MirrorRows.Member> left = leaving ? minus(before, after) : Set.of();
    Set<String> touched = new HashSet<>();
    joining.forEach(member -> touched.add(member.group()));
    left.forEach(member -> touched.add(member.group()));
    List<Keycloak.Group> put =
        groups.stream()
            .filter(g -> touched.contains(g.id()) || !g.equals(known.get(g.id())))
            .toList();
    if (!put.isEmpty()) {
      Set<String> held = new HashSet<>(rows.put(put, since));
      outbox.appendAll(told(rows.join(only(joining, held)), rows.leave(only(left, held))));
    }
  }

  private static Set<MirrorRows.Member> minus(
      Set<MirrorRows.Member> all, Set<MirrorRows.Member> others) {
    Set<MirrorRows.Member> rest = new HashSet<>(all);
    rest.removeAll(others);
    return rest;
  }

  private static List<MirrorRows.Member> only(Set<MirrorRows.Member> all, Set<String> groups) {
    return all.stream().filter(member -> groups.contains(member.group())).toList();
  }

  /** The groups that one person is in, all of them. */
  @Transactional
  public void groupsOf(UserId user, List<Keycloak.Group> groups, Instant since) {
    Set<MirrorRows.Member> before = new HashSet<>(rows.membershipsOf(user));
    Set<MirrorRows.Member> after = new HashSet<>();
    groups.forEach(group -> after.add(new MirrorRows.Member(group.id(), user)));
    Set<MirrorRows.Member> joining = minus(after, before);
    Set<MirrorRows.Member> left = minus(before, after);
    Set<String> touched = new HashSet<>();
    joining.forEach(member -> touched.add(member.group()));
    left.forEach(member -> touched.add(member.group()));
    List<Keycloak.Group> put =
        new ArrayList<>(groups.stream().filter(g -> touched.contains(g.id())).toList());
    rows.groups(left.stream().map(MirrorRows.Member::group).toList()).forEach(put::add);
    if (!put.isEmpty()) {
      Set<String> held = new HashSet<>(rows.put(put, since));
      outbox.appendAll(told(rows.join(only(joining, held)), rows.leave(only(left, held))));
    }
  }

  /**
   * A group of which the sign-on said that it does not have it. That is told, and not that its
   * members left: nobody left a group that is gone.
   */
  @Transactional
  public void groupGone(String id, Instant since) {
    List<MirrorRows.Member> left = rows.leave(rows.members(List.of(id)));
    if (rows.deleteGroup(id, since)) {
      outbox.appendAll(List.of(new DomainEvent.DirectoryGroupDeleted(id, DomainEvent.SIGN_ON)));
    } else {
      rows.join(left);
    }
  }

  /** Events of memberships: one a group, or several where it changed much. */
  private static List<DomainEvent> told(
      List<MirrorRows.Member> joined, List<MirrorRows.Member> left) {
    Map<String, List<String>> joinedBy = byGroup(joined);
    Map<String, List<String>> leftBy = byGroup(left);
    Set<String> groups = new HashSet<>(joinedBy.keySet());
    groups.addAll(leftBy.keySet());
    List<DomainEvent> events = new ArrayList<>();
    for (String group : groups.stream().sorted().toList()) {
      List<String> in = joinedBy.getOrDefault(group, List.of());
      List<String> out = leftBy.getOrDefault(group, List.of());
      int most = DomainEvent.DirectoryGroupChanged.MOST;
      for (int from = 0; from < Math.max(in.size(), out.size()); from += most) {
        events.add(
            new DomainEvent.DirectoryGroupChanged(
                group, DomainEvent.SIGN_ON, part(in, from, most), part(out, from, most)));
      }
    }
    return events;
  }

  private static List<String> part(List<String> all, int from, int most) {
    return from >= all.size() ? List.of() : all.subList(from, Math.min(all.size(), from + most));
  }

  private static Map<String, List<String>> byGroup(List<MirrorRows.Member> members) {
    Map<String, List<String>> by = new LinkedHashMap<>();
    for (MirrorRows.Member member : members) {
      by.computeIfAbsent(member.group(), _ -> new ArrayList<>()).add(member.user().toString());
    }
    return by;
  }
}
