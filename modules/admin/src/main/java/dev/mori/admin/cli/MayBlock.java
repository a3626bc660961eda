package dev.mori.admin.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Waits on the calling thread, which serves nobody else. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
@interface MayBlock {}
