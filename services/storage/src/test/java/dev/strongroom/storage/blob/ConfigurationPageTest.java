package dev.strongroom.storage.blob;

import dev.strongroom.kit.testing.ConfigurationPage;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
  @Test
  void page_ofStorage_describesEachPropertyAndNoOther() {
    ConfigurationPage.requireDescribes("Storage", BlobStore.Config.class);
  }
}
