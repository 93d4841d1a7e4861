package dev.strongroom.kit.config;

import dev.strongroom.kit.KitConfig;
import dev.strongroom.kit.testing.ConfigurationPage;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
  @Test
  void page_ofEveryService_describesEachPropertyAndNoOther() {
    ConfigurationPage.requireDescribes(
        "Every service", KitConfig.class, Platform.class, Broker.class);
  }
}
