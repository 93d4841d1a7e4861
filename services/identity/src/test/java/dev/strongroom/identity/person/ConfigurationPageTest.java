package dev.strongroom.identity.person;

import dev.strongroom.identity.log.LogConfig;
import dev.strongroom.identity.scim.ScimConfig;
import dev.strongroom.identity.signon.KeycloakConfig;
import dev.strongroom.kit.testing.ConfigurationPage;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
  @Test
  void page_ofIdentity_describesEachPropertyAndNoOther() {
    ConfigurationPage.requireDescribes(
        "Identity", KeycloakConfig.class, ScimConfig.class, LogConfig.class);
  }
}
