import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Counts the characters that an expression reads while it is matched against long lines. A line of the input holds what stands
 * before, a piece, and what stands after, with U+0001 between them; the piece is repeated to the length asked for. Prints for each
 * the length of the line, the characters read, and whether it matched or the stack overflowed.
 */
class Steps {
  private static final class Counted implements CharSequence {
    private final String text;
    private long reads;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      reads++;
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }
  }

  public static void main(String[] arguments) throws Exception {
    Pattern pattern = Pattern.compile(Files.readString(Path.of(arguments[0])), Pattern.DOTALL);
    int length = Integer.parseInt(arguments[2]);
    for (String input : Files.readString(Path.of(arguments[1]), StandardCharsets.ISO_8859_1).split("\n")) {
      String[] parts = input.split("\u0001", -1);
      Counted line = new Counted(parts[0] + parts[1].repeat(1 + length / parts[1].length()) + parts[2]);
      String outcome;
      try {
        outcome = pattern.matcher(line).matches() ? "match" : "reject";
      } catch (StackOverflowError error) {
        outcome = "overflow";
      }
      System.out.println(line.length() + " " + line.reads + " " + outcome);
    }
  }
}
