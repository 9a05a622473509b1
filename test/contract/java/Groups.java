import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Matches every line of a file, one character per byte, as Hive's RegexSerDe does. Prints for each line a dash where it
 * does not match; otherwise its groups, one per output line, an absent one as "0" and another as "1" and its text.
 */
class Groups {
  public static void main(String[] arguments) throws Exception {
    Pattern pattern = Pattern.compile(Files.readString(Path.of(arguments[0])));
    String[] lines = Files.readString(Path.of(arguments[1]), StandardCharsets.ISO_8859_1).split("\n", -1);
    StringBuilder output = new StringBuilder();
    for (String line : lines) {
      Matcher matcher = pattern.matcher(line);
      if (!matcher.matches()) {
        output.append("-\n");
        continue;
      }
      for (int group = 1; group <= matcher.groupCount(); group++) {
        String text = matcher.group(group);
        output.append(text == null ? "0" : "1" + text).append('\n');
      }
    }
    new PrintStream(System.out, true, StandardCharsets.ISO_8859_1).print(output);
  }
}
