/** Uploads: sessions of parts, straight between client and store. */
@NullMarked
package dev.strongroom.storage.upload;

import org.jspecify.annotations.NullMarked;
