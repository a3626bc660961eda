/** What the documents say about the code is true. */
@NullMarked
package dev.mori.conformance.documents;

import org.jspecify.annotations.NullMarked;
