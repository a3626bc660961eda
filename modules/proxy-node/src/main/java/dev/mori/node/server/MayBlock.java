package dev.mori.node.server;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Waits on the calling thread, which serves nobody else: never an event loop. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
@interface MayBlock {}
