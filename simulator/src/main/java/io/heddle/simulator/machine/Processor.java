package io.heddle.simulator.machine;

import io.heddle.simulator.machine.Step.Stage;
import java.util.Iterator;
import java.util.NoSuchElementException;

/// Does one step after the other. Used by one thread.
final class Processor implements Iterator<Step> {

    private final long limit;
    private Snapshot now;
    private Stage next = Stage.FETCH;
    private long cycle;

    /// Where the instruction was that is in the instruction register.
    private int at;

    Processor(Snapshot start, long limit) {
        this.now = start;
        this.limit = limit;
    }

    @Override
    public boolean hasNext() {
        return !now.halted();
    }

    @Override
    public Step next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the program has come to its end");
        }
        Stage stage = next;
        String told =
                switch (stage) {
                    case FETCH -> fetch();
                    case DECODE -> decode().toString() + ": " + meaning(decode());
                    case EXECUTE -> execute(decode());
                };
        next =
                switch (stage) {
                    case FETCH -> Stage.DECODE;
                    case DECODE -> Stage.EXECUTE;
                    case EXECUTE -> Stage.FETCH;
                };
        return new Step(cycle, stage, told, now);
    }

    private String fetch() {
        if (cycle == limit) {
            throw new MachineException(
                    ("the program has done as many instructions as it may and goes on: limit=%d"
                                    + " program-counter=%d; look for a loop without an end, or raise"
                                    + " the limit")
                            .formatted(limit, now.programCounter()));
        }
        cycle++;
        at = now.programCounter();
        int word = now.memory().word(at, " (the program counter)");
        now = now.fetched(word, at + Memory.WORD);
        return "the instruction register takes the word at %d, the program counter goes on to %d"
                .formatted(at, at + Memory.WORD);
    }

    private Instruction decode() {
        return now.instruction()
                .orElseThrow(() ->
                        new MachineException(
                                ("the word at this address is no instruction: address=%d word=%d"
                                                + " opcode=%d; %s")
                                        .formatted(
                                                at,
                                                now.instructionRegister(),
                                                now.instructionRegister() >>> 24,
                                                now.instructionRegister() == 0
                                                        ? "a program ends with HALT"
                                                        : "it is data: look at the jump or the end"
                                                                + " that led here")));
    }

    private static String meaning(Instruction is) {
        return switch (is.opcode()) {
            case HALT -> "stop";
            case LOAD -> "copy the word at %d into %s".formatted(is.operand(), is.target());
            case LOAD_AT ->
                    "copy the word at the address in %s into %s".formatted(is.left(), is.target());
            case STORE -> "copy %s to %d".formatted(is.target(), is.operand());
            case STORE_AT -> "copy %s to the address in %s".formatted(is.target(), is.left());
            case SET -> "put %d into %s".formatted(is.operand(), is.target());
            case MOVE -> "copy %s into %s".formatted(is.left(), is.target());
            case ADD, SUB, MUL, DIV, MOD ->
                    "the arithmetic unit is to put %s %s %s into %s"
                            .formatted(is.left(), sign(is.opcode()), is.right(), is.target());
            case COMPARE ->
                    "the arithmetic unit is to compare %s with %s"
                            .formatted(is.target(), is.left());
            case JUMP -> "go on at " + is.operand();
            case JUMPZERO -> "go on at %d if the last result was zero".formatted(is.operand());
            case JUMPNOTZERO ->
                    "go on at %d if the last result was not zero".formatted(is.operand());
            case JUMPNEGATIVE ->
                    "go on at %d if the last result was below zero".formatted(is.operand());
        };
    }

    private String execute(Instruction is) {
        return switch (is.opcode()) {
            case HALT -> {
                now = now.atTheEnd();
                yield "the machine stops";
            }
            case LOAD -> load(is, is.operand());
            case LOAD_AT -> load(is, now.register(is.left()));
            case STORE -> store(is, is.operand());
            case STORE_AT -> store(is, now.register(is.left()));
            case SET -> set(is, is.operand());
            case MOVE -> set(is, now.register(is.left()));
            case ADD, SUB, MUL, DIV, MOD -> compute(is);
            case COMPARE -> compare(is);
            case JUMP -> jump(is, true);
            case JUMPZERO -> jump(is, now.zero());
            case JUMPNOTZERO -> jump(is, !now.zero());
            case JUMPNEGATIVE -> jump(is, now.negative());
        };
    }

    private String load(Instruction is, int address) {
        int word = now.memory().word(address, by(is.toString()));
        now = now.with(is.target(), word);
        return "%s = %d, from %d".formatted(is.target(), word, address);
    }

    private String store(Instruction is, int address) {
        int word = now.register(is.target());
        now = now.with(now.memory().with(address, word, by(is.toString())));
        return "the word at %d = %d, from %s".formatted(address, word, is.target());
    }

    private String by(String instruction) {
        return " instruction='%s' at=%d".formatted(instruction, at);
    }

    private String set(Instruction is, int value) {
        now = now.with(is.target(), value);
        return "%s = %d".formatted(is.target(), value);
    }

    private String compute(Instruction is) {
        long left = now.register(is.left());
        long right = now.register(is.right());
        boolean divides = is.opcode() == Opcode.DIV || is.opcode() == Opcode.MOD;
        if (divides && right == 0) {
            throw new MachineException(
                    "nothing can be divided by zero:%s %s=%d %s=0; compare before, and jump"
                            .formatted(by(is.toString()), is.left(), left, is.right()));
        }
        long result =
                switch (is.opcode()) {
                    case ADD -> left + right;
                    case SUB -> left - right;
                    case MUL -> left * right;
                    case DIV -> left / right;
                    default -> left % right;
                };
        int kept = (int) result;
        now = now.with(is.target(), kept).withFlags(result);
        return "%1$s = %2$s %3$s %4$s = %5$d %3$s %6$d = %7$d%8$s"
                .formatted(
                        is.target(),
                        is.left(),
                        sign(is.opcode()),
                        is.right(),
                        left,
                        right,
                        kept,
                        kept == result
                                ? ""
                                : ", since %d does not fit into a word: overflow"
                                        .formatted(result));
    }

    private String compare(Instruction is) {
        long left = now.register(is.target());
        long right = now.register(is.left());
        now = now.withFlags(Long.signum(left - right));
        return "%s = %d is %s %s = %d"
                .formatted(
                        is.target(),
                        left,
                        left < right ? "below" : left > right ? "above" : "equal to",
                        is.left(),
                        right);
    }

    private String jump(Instruction is, boolean taken) {
        if (!taken) {
            return "no jump: the program counter stays at " + now.programCounter();
        }
        now = now.at(is.operand());
        return "the program counter jumps to " + is.operand();
    }

    private static String sign(Opcode opcode) {
        return switch (opcode) {
            case ADD -> "+";
            case SUB -> "-";
            case MUL -> "*";
            case DIV -> "/";
            default -> "%";
        };
    }
}
