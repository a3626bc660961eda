/** The state folder: what a running node leaves there for the command line to find. */
@NullMarked
package dev.mori.admin.home;

import org.jspecify.annotations.NullMarked;
