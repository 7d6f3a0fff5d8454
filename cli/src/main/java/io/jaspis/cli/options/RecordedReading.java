package io.jaspis.cli.options;

import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.check.CertificateFile;
import io.jaspis.check.FileSource;
import io.jaspis.check.ModelSource;
import io.jaspis.check.Reading;
import io.jaspis.threat.Model;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What certificates say of their model and data, so that a check needs no options.
 *
 * @param model as it is used
 * @param reading how both were read
 */
public record RecordedReading(ModelSource model, FileSource data, Reading reading) {
    /** The options that say how a model and data are read. */
    public record Options(
            DataOptions data, TwoClassOptions twoClasses, OpeningOptions opening, NormalizeOption normalize) {

        /**
         * What they come to.
         *
         * @param folder of the certificate
         * @param file of the model
         * @param opened the model as it is in the file
         * @param used the model as it is used
         */
        public RecordedReading recorded(Path folder, Path file, OnnxModel opened, Model used, Dataset dataset)
                throws IOException {
            Columns asked = data.columns();
            Columns understood = new Columns(
                    asked.header(),
                    asked.label(),
                    asked.dropped(),
                    asked.missing(),
                    dataset.columns().oneHot(),
                    asked.encoding());
            String labels = data.labels().isPresent()
                    ? CertificateFile.path(folder, data.labels().get())
                    : "";
            return new RecordedReading(
                    new ModelSource(CertificateFile.path(folder, file), used.sha256(), used.elementTypes()),
                    new FileSource(CertificateFile.path(folder, data.path()), dataset.sha256()),
                    Reading.of(
                            labels,
                            dataset.classNames(),
                            understood,
                            twoClasses.threshold(opened),
                            twoClasses.singleOutput(),
                            opening.recorded(folder),
                            normalize.recorded()));
        }
    }
}
