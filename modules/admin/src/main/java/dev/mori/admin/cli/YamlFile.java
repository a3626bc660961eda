package dev.mori.admin.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Reads and replaces mori.yaml. */
final class YamlFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private YamlFile() {}

  /** Its text; empty when there is none. */
  static String text(Path path) {
    try {
      return Files.readString(path);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new CliFailure(ExitCode.USAGE, path + " cannot be read: " + e.getMessage());
    }
  }

  /** Replaces it at once; a new one is readable for its owner only. */
  static void write(Path path, String text) {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    try {
      Set<PosixFilePermission> permissions =
          Files.exists(path) ? Files.getPosixFilePermissions(path) : OWNER_ONLY;
      Files.deleteIfExists(fresh);
      Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      Files.writeString(fresh, text);
      Files.setPosixFilePermissions(fresh, permissions);
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CliFailure(ExitCode.FAILED, path + " cannot be written: " + e.getMessage());
    }
  }
}
