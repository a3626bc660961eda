package dev.mori.admin.http;

import dev.mori.admin.Role;

/**
 * Who asks.
 *
 * @param name of the token
 * @param role what it allows
 */
record Caller(String name, Role role) {}
