/** The object store, through presigned URLs. */
@NullMarked
package dev.strongroom.storage.blob;

import org.jspecify.annotations.NullMarked;
