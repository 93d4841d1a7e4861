package dev.strongroom.identity.log;

import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.directory.DirectoryEntry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

/** Entries whose statement another service keeps: a transaction of their own. */
@ApplicationScoped
class Appends {
  private final Log log;

  @Inject
  Appends(Log log) {
    this.log = log;
  }

  /** What is returned was committed. */
  @Transactional
  public Log.Logged append(OrganisationId organisation, DirectoryEntry entry) {
    return log.append(organisation, entry);
  }
}
