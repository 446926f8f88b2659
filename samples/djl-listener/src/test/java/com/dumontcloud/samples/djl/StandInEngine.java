package com.dumontcloud.samples.djl;

import ai.djl.BaseModel;
import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.loss.Loss;
import ai.djl.util.PairList;
import ai.djl.util.Progress;
import ai.djl.util.passthrough.PassthroughNDArray;
import ai.djl.util.passthrough.PassthroughNDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * An engine that calculates nothing: its models have no parameters, its arrays no numbers. All that calls listeners is DJL's own.
 */
final class StandInEngine extends Engine {

    private final NDManager manager = new PassthroughNDManager(this, Device.cpu());

    @Override
    public String getEngineName() {
        return "StandIn";
    }

    @Override
    public Engine getAlternativeEngine() {
        return this;
    }

    @Override
    public int getRank() {
        return 100;
    }

    @Override
    public String getVersion() {
        return "1";
    }

    @Override
    public boolean hasCapability(String capability) {
        return false;
    }

    @Override
    public Model newModel(String name, Device device) {
        return new StandInModel(name);
    }

    @Override
    public NDManager newBaseManager() {
        return manager;
    }

    @Override
    public NDManager newBaseManager(Device device) {
        return manager;
    }

    @Override
    public GradientCollector newGradientCollector() {
        return new GradientCollector() {
            @Override
            public void backward(NDArray target) {}

            @Override
            public void zeroGradients() {}

            @Override
            public void close() {}
        };
    }

    /** Returns a data set of so many batches of one example, each of which takes as long as this runs. */
    Dataset dataset(int batches, boolean knowsItsLength, Runnable batchPasses) {
        return new Dataset() {
            @Override
            public Iterable<Batch> getData(NDManager manager) {
                return IntStream.range(0, batches)
                        .peek(batch -> batchPasses.run())
                        .mapToObj(this::batch)::iterator;
            }

            @Override
            public void prepare(Progress progress) {}

            private Batch batch(int number) {
                NDList data = new NDList(new Nothing(manager));
                NDList labels = new NDList(new Nothing(manager));
                // As DJL's own data sets do: how many examples there were, with those of this batch.
                return new Batch(manager, data, labels, 1, null, null, number + 1, knowsItsLength ? batches : 0);
            }
        };
    }

    /** Returns a loss that is always the same. */
    Loss loss() {
        return new Loss("none") {
            @Override
            public NDArray evaluate(NDList labels, NDList predictions) {
                return new Nothing(manager);
            }
        };
    }

    private final class StandInModel extends BaseModel {

        private StandInModel(String name) {
            super(name);
            manager = StandInEngine.this.manager;
            block = new Identity();
        }

        /** Without parameters there is no step to take. */
        @Override
        public Trainer newTrainer(TrainingConfig config) {
            return new Trainer(this, config) {
                @Override
                public void step() {}
            };
        }

        @Override
        public void load(Path path, String prefix, Map<String, ?> options) throws IOException, MalformedModelException {
            throw new IOException("a stand-in cannot be loaded");
        }
    }

    private static final class Nothing extends PassthroughNDArray {

        private Nothing(NDManager manager) {
            super(manager, "nothing", new Shape(1), DataType.FLOAT32);
        }

        /** It belongs to nobody. */
        @Override
        public void attach(NDManager manager) {}
    }

    private static final class Identity extends AbstractBlock {

        @Override
        protected NDList forwardInternal(
                ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
            return inputs;
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputs) {
            return inputs;
        }
    }
}
