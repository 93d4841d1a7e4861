/** What administrators and auditors see of groups and rooms: who is in them; never what is. */
@NullMarked
package dev.strongroom.access.admin;

import org.jspecify.annotations.NullMarked;
