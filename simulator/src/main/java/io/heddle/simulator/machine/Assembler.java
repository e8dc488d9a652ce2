package io.heddle.simulator.machine;

import io.heddle.simulator.machine.Source.Part;
import io.heddle.simulator.machine.Source.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Translates a text in two passes: the first finds where everything is, the second writes the words.
final class Assembler {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*");
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,10}");
    private static final int DEFAULT_START = 100;

    /// An instruction or a word of data that has a place already.
    private record Placed(int address, Statement statement) {}

    private final List<String> lines;
    private final List<Placed> instructions = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private final Map<Integer, Integer> words = new TreeMap<>();
    private int next = DEFAULT_START;

    Assembler(String source) {
        lines = source.lines().toList();
    }

    Program assemble() {
        for (int i = 0; i < lines.size(); i++) {
            place(Source.code(lines.get(i)), i + 1);
        }
        if (instructions.isEmpty()) {
            throw new Part("", Math.max(1, lines.size()), 1)
                    .wrong("a program has at least one instruction", "the shortest is HALT");
        }
        for (Placed placed : instructions) {
            put(placed.address, instruction(placed.statement).word(), placed.statement.name());
        }
        return new Program(words, instructions.getFirst().address);
    }

    private void place(String code, int line) {
        for (Part label : Source.labels(code, line)) {
            define(label);
        }
        for (Statement statement : Source.statement(code, line)) {
            switch (statement.name().text().toUpperCase(Locale.ROOT)) {
                case "AT" -> next = address(only(statement, "AT address"));
                case "DATA" -> data(statement);
                default -> {
                    instructions.add(new Placed(next, statement));
                    advance(statement.name());
                }
            }
        }
    }

    private void define(Part label) {
        if (!NAME.matcher(label.text()).matches()) {
            throw label.wrong(
                    "a label has letters, digits and underscores", "and begins with no digit");
        }
        if (register(label).isPresent()) {
            throw label.wrong("a label cannot be called like a register", "take a longer word");
        }
        if (labels.putIfAbsent(label.text(), next) != null) {
            throw label.wrong("a label is there twice", "call one of them something else");
        }
    }

    private void data(Statement statement) {
        if (statement.operands().isEmpty()) {
            throw statement.name().wrong("there is no value", "write DATA number, number ...");
        }
        for (Part value : statement.operands()) {
            put(next, (int) number(value, Integer.MIN_VALUE, Integer.MAX_VALUE), value);
            advance(value);
        }
    }

    private void advance(Part part) {
        if (next > Instruction.LARGEST_ADDRESS - Memory.WORD) {
            throw part.wrong(
                    "the program is longer than any memory",
                    "addresses go up to " + Instruction.LARGEST_ADDRESS);
        }
        next += Memory.WORD;
    }

    private void put(int address, int word, Part part) {
        if (words.putIfAbsent(address, word) != null) {
            throw part.wrong(
                    "two words have the same address, " + address,
                    "look at the AT above it and give it another one");
        }
    }

    private Instruction instruction(Statement statement) {
        Part name = statement.name();
        Opcode opcode =
                Opcode.named(name.text())
                        .orElseThrow(() -> name.wrong("unknown instruction", known(name.text())));
        List<Part> operands = statement.operands();
        return switch (opcode.form) {
            case NOTHING -> {
                count(statement, opcode, 0, 0);
                yield Instruction.withOperand(opcode, Register.A, 0);
            }
            case REGISTER_ADDRESS, REGISTER_POINTER -> {
                count(statement, opcode, 2, 2);
                yield memoryAccess(opcode, operands.get(0), operands.get(1));
            }
            case REGISTER_NUMBER -> {
                count(statement, opcode, 2, 2);
                long number =
                        number(
                                operands.get(1),
                                Instruction.SMALLEST_NUMBER,
                                Instruction.LARGEST_NUMBER);
                yield Instruction.withOperand(opcode, needRegister(operands.get(0)), (int) number);
            }
            case TWO_REGISTERS -> {
                count(statement, opcode, 2, 2);
                yield registers(opcode, operands.get(0), operands.get(1), Register.A);
            }
            case THREE_REGISTERS -> {
                count(statement, opcode, 2, 3);
                yield operands.size() == 3
                        ? registers(
                                opcode,
                                operands.get(0),
                                operands.get(1),
                                needRegister(operands.get(2)))
                        : registers(
                                opcode,
                                operands.get(0),
                                operands.get(0),
                                needRegister(operands.get(1)));
            }
            case ADDRESS -> {
                count(statement, opcode, 1, 1);
                yield Instruction.withOperand(opcode, Register.A, address(operands.get(0)));
            }
        };
    }

    private Instruction registers(Opcode opcode, Part target, Part left, Register right) {
        return new Instruction(opcode, needRegister(target), needRegister(left), right, 0);
    }

    private Instruction memoryAccess(Opcode direct, Part target, Part place) {
        String text = place.text();
        if (!text.startsWith("[") || !text.endsWith("]")) {
            return Instruction.withOperand(direct, needRegister(target), address(place));
        }
        Opcode pointed = direct == Opcode.LOAD ? Opcode.LOAD_AT : Opcode.STORE_AT;
        Part pointer =
                new Part(
                        text.substring(1, text.length() - 1).strip(),
                        place.line(),
                        place.column() + 1);
        return new Instruction(pointed, needRegister(target), needRegister(pointer), Register.A, 0);
    }

    private static void count(Statement statement, Opcode opcode, int least, int most) {
        int operands = statement.operands().size();
        if (operands < least || operands > most) {
            Part at = operands > most ? statement.operands().get(most) : statement.name();
            throw at.wrong(
                    "%s has %s operands, not %d"
                            .formatted(
                                    opcode.mnemonic,
                                    least == most ? String.valueOf(least) : least + " or " + most,
                                    operands),
                    "write " + (opcode.mnemonic + " " + opcode.form.operands).strip());
        }
    }

    private static Part only(Statement statement, String form) {
        if (statement.operands().size() != 1) {
            throw statement.name().wrong("there is one operand here", "write " + form);
        }
        return statement.operands().getFirst();
    }

    private int address(Part part) {
        if (NUMBER.matcher(part.text()).matches()) {
            long address = number(part, 0, Instruction.LARGEST_ADDRESS);
            if (address % Memory.WORD != 0) {
                throw part.wrong(
                        "an address is a multiple of " + Memory.WORD,
                        "the nearest are %d and %d"
                                .formatted(
                                        address - address % Memory.WORD,
                                        address - address % Memory.WORD + Memory.WORD));
            }
            return (int) address;
        }
        Integer label = labels.get(part.text());
        if (label == null) {
            throw part.wrong(
                    "neither an address nor a label",
                    labels.isEmpty()
                            ? "there are no labels; write a number such as 2000"
                            : "labels are "
                                    + String.join(
                                            ", ", labels.keySet().stream().sorted().toList()));
        }
        return label;
    }

    private static long number(Part part, long least, long most) {
        if (!NUMBER.matcher(part.text()).matches()) {
            throw part.wrong("not a number", "write digits, with a sign if need be");
        }
        long number = Long.parseLong(part.text());
        if (number < least || number > most) {
            throw part.wrong(
                    "the number does not fit here",
                    "it may be from %d to %d".formatted(least, most));
        }
        return number;
    }

    private static Register needRegister(Part part) {
        return register(part)
                .orElseThrow(() ->
                        part.wrong("not a register", "registers are A, B, C, D, E, F, G and H"));
    }

    private static Optional<Register> register(Part part) {
        return Arrays.stream(Register.values())
                .filter(register -> register.name().equalsIgnoreCase(part.text()))
                .findFirst();
    }

    /// What there is, and before it what was probably meant.
    private static String known(String wrong) {
        List<String> all =
                Arrays.stream(Opcode.values()).map(opcode -> opcode.mnemonic).distinct().toList();
        String meant =
                all.stream()
                        .filter(name -> isLike(name, wrong.toUpperCase(Locale.ROOT)))
                        .findFirst()
                        .map(name -> "did you mean " + name + "? ")
                        .orElse("");
        return meant
                + "There are "
                + all.stream().collect(Collectors.joining(", "))
                + ", and AT and DATA";
    }

    /// The same letters in another order, or one letter more, less or other.
    private static boolean isLike(String name, String wrong) {
        if (Math.abs(name.length() - wrong.length()) > 1) {
            return false;
        }
        if (Arrays.equals(name.chars().sorted().toArray(), wrong.chars().sorted().toArray())) {
            return true;
        }
        int front = 0;
        while (front < Math.min(name.length(), wrong.length())
                && name.charAt(front) == wrong.charAt(front)) {
            front++;
        }
        int back = 0;
        while (back < Math.min(name.length(), wrong.length()) - front
                && name.charAt(name.length() - 1 - back)
                        == wrong.charAt(wrong.length() - 1 - back)) {
            back++;
        }
        return front + back >= Math.max(name.length(), wrong.length()) - 1;
    }
}
