/**
 * The command line. {@link dev.mori.admin.cli.CommandLineProgram} is where it begins; each verb is
 * one file. Verbs that only look at files load neither the node nor its network libraries.
 */
@NullMarked
package dev.mori.admin.cli;

import org.jspecify.annotations.NullMarked;
