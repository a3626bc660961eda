package dev.mori.node.shadow;

import dev.mori.node.shadow.ShadowException.Reason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's server programs (initdb, pg_ctl, postgres), unpacked once per user from the jar on
 * the class path. The folder's name holds the archive's checksum and length, so another version
 * never meets old files; unpacking goes to a private folder that is renamed into place, so any
 * number of processes may start at once.
 *
 * @param root folder with {@code bin}, {@code lib} and {@code share}
 */
record PostgresBinaries(Path root) {

  /** Major version of the embedded server. */
  static final int MAJOR = 15;

  private static final String ARCHIVE = "postgres-linux-x86_64.txz";

  /** One program of {@code bin}. */
  Path program(String name) {
    return root.resolve("bin").resolve(name);
  }

  /** Unpacks below {@code cache} unless that has happened before. */
  static PostgresBinaries unpacked(Path cache) {
    URL archive = archive();
    try {
      Path target = cache.resolve("postgres-" + MAJOR + "-" + identity(archive));
      if (!Files.isDirectory(target)) {
        Files.createDirectories(cache);
        Path fresh = Files.createTempDirectory(cache, ".unpack-");
        try {
          unpack(archive, fresh);
          allow(fresh, 0755);
          publish(fresh, target);
        } finally {
          Folders.delete(fresh);
        }
      }
      return new PostgresBinaries(target);
    } catch (IOException e) {
      throw new ShadowException(
          Reason.BINARIES, "PostgreSQL could not be unpacked below " + cache + ": " + e, e);
    }
  }

  private static URL archive() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "");
    URL archive = PostgresBinaries.class.getClassLoader().getResource(ARCHIVE);
    if (archive == null || !os.contains("linux") || !arch.equals("amd64")) {
      throw new ShadowException(
          Reason.BINARIES,
          "There is no embedded PostgreSQL for this machine ("
              + os
              + " "
              + arch
              + "): use --shadow docker or --shadow URL.");
    }
    return archive;
  }

  private static String identity(URL archive) throws IOException {
    URLConnection connection = archive.openConnection();
    if (connection instanceof JarURLConnection jar) {
      jar.setUseCaches(false);
      try (JarFile file = jar.getJarFile()) {
        JarEntry entry = file.getJarEntry(jar.getEntryName());
        if (entry.getCrc() >= 0 && entry.getSize() >= 0) {
          return identity(entry.getCrc(), entry.getSize());
        }
      }
    }
    try (InputStream in = archive.openStream();
        CheckedInputStream checked = new CheckedInputStream(in, new CRC32())) {
      long length = checked.transferTo(java.io.OutputStream.nullOutputStream());
      return identity(checked.getChecksum().getValue(), length);
    }
  }

  private static String identity(long crc, long length) {
    return String.format(Locale.ROOT, "%08x-%d", crc, length);
  }

  private static void unpack(URL archive, Path into) throws IOException {
    try (InputStream raw = new BufferedInputStream(archive.openStream(), 1 << 16);
        TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(raw))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path file = into.resolve(entry.getName()).normalize();
        if (!file.startsWith(into)) {
          throw new IOException("entry outside the archive: " + entry.getName());
        }
        unpack(entry, tar, file);
      }
    }
  }

  private static void unpack(TarArchiveEntry entry, InputStream tar, Path file) throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
    } else {
      Files.copy(tar, file);
      allow(file, entry.getMode() | 0644);
    }
  }

  private static void allow(Path file, int mode) throws IOException {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] fromHighest = PosixFilePermission.values();
    for (int bit = 0; bit < fromHighest.length; bit++) {
      if ((mode & (0400 >> bit)) != 0) {
        permissions.add(fromHighest[bit]);
      }
    }
    Files.setPosixFilePermissions(file, permissions);
  }

  private static void publish(Path fresh, Path target) throws IOException {
    try {
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      if (!Files.isDirectory(target)) {
        throw e;
      }
    } catch (java.nio.file.FileSystemException e) {
      if (!Files.isDirectory(target)) {
        throw e;
      }
    }
  }
}
