package dev.strongroom.kit.caller;

import dev.strongroom.kit.KitConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.util.Arrays;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Before a request is read: nobody gets to an endpoint without a token of the right audience, also
 * where the endpoint forgets to ask. What its caller may do there the endpoint decides.
 */
@ApplicationScoped
public class Door {
  private static final String INTERNAL = "/internal/";

  private final Caller caller;
  private final KitConfig config;

  @Inject
  Door(Caller caller, KitConfig config) {
    this.caller = caller;
    this.config = config;
  }

  @ServerRequestFilter(priority = 3)
  void requireToken(ContainerRequestContext request, ResourceInfo endpoint) {
    if (endpoint.getResourceMethod().isAnnotationPresent(OwnCredential.class)
        || endpoint.getResourceClass().isAnnotationPresent(OwnCredential.class)) {
      return;
    }
    if (request.getUriInfo().getPath().startsWith(INTERNAL)) {
      caller.requireService(letIn(endpoint));
    } else {
      caller.requireUser();
    }
  }

  private List<String> letIn(ResourceInfo endpoint) {
    ForServices services = endpoint.getResourceMethod().getAnnotation(ForServices.class);
    if (services == null) {
      services = endpoint.getResourceClass().getAnnotation(ForServices.class);
    }
    return services == null
        ? List.of()
        : Arrays.stream(services.value())
            .map(name -> name.equals(ForServices.ITSELF) ? config.clientId() : name)
            .toList();
  }
}
