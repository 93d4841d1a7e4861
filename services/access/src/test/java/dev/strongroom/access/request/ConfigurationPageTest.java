package dev.strongroom.access.request;

import dev.strongroom.kit.testing.ConfigurationPage;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
  @Test
  void page_ofAccess_describesEachPropertyAndNoOther() {
    ConfigurationPage.requireDescribes("Access", RequestsConfig.class);
  }
}
