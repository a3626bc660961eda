/**
 * The same scripts with real drivers, through mori and against a private copy: {@link
 * dev.mori.conformance.driver.DriversIT}.
 */
@NullMarked
package dev.mori.conformance.driver;

import org.jspecify.annotations.NullMarked;
