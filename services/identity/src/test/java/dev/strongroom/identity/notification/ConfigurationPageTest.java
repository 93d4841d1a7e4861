package dev.strongroom.identity.notification;

import dev.strongroom.kit.testing.ConfigurationPage;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
  @Test
  void page_ofNotifications_describesEachPropertyAndNoOther() {
    ConfigurationPage.requireDescribes("Notifications", NotificationConfig.class);
  }
}
