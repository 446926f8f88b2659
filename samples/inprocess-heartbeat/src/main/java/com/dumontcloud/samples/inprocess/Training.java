package com.dumontcloud.samples.inprocess;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/**
 * Fits a linear model by stochastic gradient descent: small, but it really learns, and it goes on after a break as if there
 * had been none. Thread-safe: whoever saves waits for the epoch under way, so a checkpoint is never half an epoch.
 */
final class Training {

    private static final int MAGIC = 0x44554d31;
    private static final int FEATURES = 64;
    private static final int EXAMPLES = 10_000;
    private static final double LEARNING_RATE = 1e-4;

    private final int epochs;
    private final double[] weights;
    private int epochsDone;

    private Training(int epochs, int epochsDone, double[] weights) {
        this.epochs = epochs;
        this.epochsDone = epochsDone;
        this.weights = weights;
    }

    /**
     * Begins a training, or goes on where its checkpoint was saved.
     *
     * @throws IOException if the file is there and is no checkpoint
     */
    static Training resume(Path checkpoint, int epochs) throws IOException {
        if (Files.notExists(checkpoint)) {
            return new Training(epochs, 0, new double[FEATURES]);
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(checkpoint)))) {
            if (in.readInt() != MAGIC) {
                throw new IOException("not a checkpoint of this program");
            }
            int epochsDone = in.readInt();
            double[] weights = new double[FEATURES];
            for (int i = 0; i < FEATURES; i++) {
                weights[i] = in.readDouble();
            }
            if (in.read() >= 0) {
                throw new IOException("longer than a checkpoint of this program");
            }
            return new Training(epochs, epochsDone, weights);
        } catch (IOException damaged) {
            throw new IOException(checkpoint + " cannot be read; move it away to begin anew", damaged);
        }
    }

    synchronized boolean isDone() {
        return epochsDone >= epochs;
    }

    synchronized int epochsDone() {
        return epochsDone;
    }

    synchronized double progress() {
        return Math.min(1, (double) epochsDone / epochs);
    }

    synchronized double[] weights() {
        return weights.clone();
    }

    /** Goes once through all examples. */
    synchronized void trainEpoch() {
        SplittableRandom examples = new SplittableRandom(epochsDone);
        double[] x = new double[FEATURES];
        for (int example = 0; example < EXAMPLES; example++) {
            double error = -target(examples, x);
            for (int i = 0; i < FEATURES; i++) {
                error += weights[i] * x[i];
            }
            for (int i = 0; i < FEATURES; i++) {
                weights[i] -= LEARNING_RATE * error * x[i];
            }
        }
        epochsDone++;
    }

    /** Returns how far the weights are from those that the examples were made with, at the worst one. */
    synchronized double error() {
        double worst = 0;
        for (int i = 0; i < FEATURES; i++) {
            worst = Math.max(worst, Math.abs(weights[i] - trueWeight(i)));
        }
        return worst;
    }

    /**
     * Saves the training and returns how many epochs are in it. The power may go at any moment: what is on disk is the old
     * checkpoint or the new one, and when this returns it is the new one.
     */
    synchronized int save(Path checkpoint) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        out.writeInt(epochsDone);
        for (double weight : weights) {
            out.writeDouble(weight);
        }
        Path written = checkpoint.resolveSibling(checkpoint.getFileName() + ".new");
        try (FileChannel file = FileChannel.open(
                written, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer left = ByteBuffer.wrap(bytes.toByteArray());
            while (left.hasRemaining()) {
                file.write(left);
            }
            file.force(true);
        }
        Files.move(written, checkpoint, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return epochsDone;
    }

    /** Draws an example into the array and returns what the model should say to it. */
    private static double target(SplittableRandom random, double[] x) {
        double target = 0;
        for (int i = 0; i < FEATURES; i++) {
            x[i] = random.nextDouble() * 2 - 1;
            target += trueWeight(i) * x[i];
        }
        return target;
    }

    private static double trueWeight(int i) {
        return (i % 7) - 3;
    }
}
