package dev.mori.node.shadow;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import org.jspecify.annotations.Nullable;

/** Folders that belong to this user alone. */
final class Folders {

  private Folders() {}

  /** Whether this process runs as the root user. */
  static boolean asRoot() {
    return uid() == 0;
  }

  private static int uid() {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException | RuntimeException e) {
      return "root".equals(System.getProperty("user.name")) ? 0 : -1;
    }
  }

  /**
   * The folder for things that can be made again: {@code $XDG_CACHE_HOME/mori}, else {@code
   * ~/.cache/mori}, else a private folder below the temporary one when the home is not writable.
   */
  static Path cache() throws IOException {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path wanted =
        xdg != null && xdg.startsWith("/")
            ? Path.of(xdg, "mori")
            : Path.of(System.getProperty("user.home", "/nonexistent"), ".cache", "mori");
    try {
      Files.createDirectories(wanted);
      if (Files.isWritable(wanted)) {
        return wanted;
      }
    } catch (IOException e) {
      // no home: the temporary folder below
    }
    return shared("java.io.tmpdir", "/tmp");
  }

  /** A cache folder that other users may read: for servers that must run as another user. */
  static Path sharedCache() throws IOException {
    return shared("mori.shared.cache", "/var/tmp");
  }

  private static Path shared(String property, String otherwise) throws IOException {
    Path folder = Path.of(System.getProperty(property, otherwise), "mori-" + uid());
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }
    int owner = (Integer) Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    if (owner != uid()) {
      throw new IOException(folder + " belongs to another user");
    }
    return folder;
  }

  /** Writes a file that only its owner can read, replacing it atomically. */
  static void writeSecret(Path file, String content) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, content);
    Files.move(fresh, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  /** Gives a file or folder to another user of this machine. */
  static void give(Path file, String user) throws IOException {
    UserPrincipal owner =
        file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
    Files.setOwner(file, owner);
  }

  /** Deletes a folder and all below it; symbolic links are not followed; absent is fine. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof java.nio.file.NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e)
              throws IOException {
            Files.deleteIfExists(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
