package dev.strongroom.kit.caller;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Before a request is read: nobody gets to an endpoint without a token of the right audience, also
 * where the endpoint forgets to ask. What its caller may do there the endpoint decides.
 */
@ApplicationScoped
public class Door {
  private static final String INTERNAL = "/internal/";

  private final Caller caller;

  @Inject
  Door(Caller caller) {
    this.caller = caller;
  }

  @ServerRequestFilter(priority = 3)
  void requireToken(ContainerRequestContext request, ResourceInfo endpoint) {
    if (endpoint.getResourceMethod().isAnnotationPresent(OwnCredential.class)
        || endpoint.getResourceClass().isAnnotationPresent(OwnCredential.class)) {
      return;
    }
    if (request.getUriInfo().getPath().startsWith(INTERNAL)) {
      caller.requireSibling();
    } else {
      caller.requireUser();
    }
  }
}
