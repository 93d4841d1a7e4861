/** People and the directory's groups for administrators and auditors: lists, and no secrets. */
@NullMarked
package dev.strongroom.identity.admin;

import org.jspecify.annotations.NullMarked;
