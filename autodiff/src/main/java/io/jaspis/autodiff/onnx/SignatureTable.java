package io.jaspis.autodiff.onnx;

/** What {@link Signature} knows of the operators. */
final class SignatureTable {
    /**
     * One line a form: the operator, the opsets that have it, inputs, outputs, and attributes as {@code name:kind}, with a
     * {@code !} where a node must have it. {@code 13-} is from 13 on, {@code 7-12} both included; {@code 1+} is one or more.
     */
    static final String LINES = """
            Abs 1-5 1 1 consumed_inputs:is
            Abs 6- 1 1
            Acos 7- 1 1
            Acosh 9- 1 1
            Add 1-5 2 1 axis:i broadcast:i consumed_inputs:is
            Add 6 2 1 axis:i broadcast:i
            Add 7- 2 1
            And 1-6 2 1 axis:i broadcast:i
            And 7- 2 1
            ArgMax 1-11 1 1 axis:i keepdims:i
            ArgMax 12- 1 1 axis:i keepdims:i select_last_index:i
            ArgMin 1-11 1 1 axis:i keepdims:i
            ArgMin 12- 1 1 axis:i keepdims:i select_last_index:i
            Asin 7- 1 1
            Asinh 9- 1 1
            Atan 7- 1 1
            Atanh 9- 1 1
            Attention 23 3-6 1-4 is_causal:i kv_num_heads:i q_num_heads:i qk_matmul_output_mode:i scale:f softcap:f softmax_precision:i
            Attention 24 3-7 1-4 is_causal:i kv_num_heads:i q_num_heads:i qk_matmul_output_mode:i scale:f softcap:f softmax_precision:i
            Attention 25- 3-7 1-4 is_causal:i kv_num_heads:i left_window_size:i q_num_heads:i qk_matmul_output_mode:i right_window_size:i scale:f softcap:f softmax_precision:i
            AveragePool 1-6 1 1 auto_pad:s kernel_shape:is! pads:is strides:is
            AveragePool 7-9 1 1 auto_pad:s count_include_pad:i kernel_shape:is! pads:is strides:is
            AveragePool 10-18 1 1 auto_pad:s ceil_mode:i count_include_pad:i kernel_shape:is! pads:is strides:is
            AveragePool 19- 1 1 auto_pad:s ceil_mode:i count_include_pad:i dilations:is kernel_shape:is! pads:is strides:is
            BatchNormalization 1-5 5 1-5 consumed_inputs:is epsilon:f is_test:i momentum:f spatial:i
            BatchNormalization 6 5 1-5 epsilon:f is_test:i momentum:f spatial:i
            BatchNormalization 7-8 5 1-5 epsilon:f momentum:f spatial:i
            BatchNormalization 9-13 5 1-5 epsilon:f momentum:f
            BatchNormalization 14- 5 1-3 epsilon:f momentum:f training_mode:i
            BitShift 11- 2 1 direction:s!
            BitwiseAnd 18- 2 1
            BitwiseNot 18- 1 1
            BitwiseOr 18- 2 1
            BitwiseXor 18- 2 1
            Cast 1-5 1 1 to:s!
            Cast 6-18 1 1 to:i!
            Cast 19-23 1 1 saturate:i to:i!
            Cast 24- 1 1 round_mode:s saturate:i to:i!
            CastLike 15-18 2 1
            CastLike 19-23 2 1 saturate:i
            CastLike 24- 2 1 round_mode:s saturate:i
            Ceil 1-5 1 1 consumed_inputs:is
            Ceil 6- 1 1
            Celu 12- 1 1 alpha:f
            Clip 1-5 1 1 consumed_inputs:is max:f min:f
            Clip 6-10 1 1 max:f min:f
            Clip 11- 1-3 1
            Compress 9- 2 1 axis:i
            Concat 1-3 1+ 1 axis:i
            Concat 4- 1+ 1 axis:i!
            Constant 1-10 0 1 value:t!
            Constant 11 0 1 sparse_value:st value:t
            Constant 12- 0 1 sparse_value:st value:t value_float:f value_floats:fs value_int:i value_ints:is value_string:s value_strings:ss
            ConstantOfShape 9- 1 1 value:t
            Conv 1- 2-3 1 auto_pad:s dilations:is group:i kernel_shape:is pads:is strides:is
            ConvInteger 10- 2-4 1 auto_pad:s dilations:is group:i kernel_shape:is pads:is strides:is
            ConvTranspose 1- 2-3 1 auto_pad:s dilations:is group:i kernel_shape:is output_padding:is output_shape:is pads:is strides:is
            Cos 7- 1 1
            Cosh 9- 1 1
            CumSum 11- 2 1 exclusive:i reverse:i
            DepthToSpace 1-10 1 1 blocksize:i!
            DepthToSpace 11- 1 1 blocksize:i! mode:s
            DequantizeLinear 10-12 2-3 1
            DequantizeLinear 13-20 2-3 1 axis:i
            DequantizeLinear 21-22 2-3 1 axis:i block_size:i
            DequantizeLinear 23- 2-3 1 axis:i block_size:i output_dtype:i
            Det 11- 1 1
            Div 1-5 2 1 axis:i broadcast:i consumed_inputs:is
            Div 6 2 1 axis:i broadcast:i
            Div 7- 2 1
            Dropout 1-5 1 1-2 consumed_inputs:is is_test:i ratio:f
            Dropout 6 1 1-2 is_test:i ratio:f
            Dropout 7-11 1 1-2 ratio:f
            Dropout 12- 1-3 1-2 seed:i
            DynamicQuantizeLinear 11- 1 3
            Einsum 12- 1+ 1 equation:s!
            Elu 1-5 1 1 alpha:f consumed_inputs:is
            Elu 6- 1 1 alpha:f
            Equal 1-6 2 1 axis:i broadcast:i
            Equal 7- 2 1
            Erf 9- 1 1
            Exp 1-5 1 1 consumed_inputs:is
            Exp 6- 1 1
            Expand 8- 2 1
            EyeLike 9- 1 1 dtype:i k:i
            Flatten 1- 1 1 axis:i
            Floor 1-5 1 1 consumed_inputs:is
            Floor 6- 1 1
            GRU 1-2 3-6 0-2 activation_alpha:fs activation_beta:fs activations:ss clip:f direction:s hidden_size:i output_sequence:i
            GRU 3-6 3-6 0-2 activation_alpha:fs activation_beta:fs activations:ss clip:f direction:s hidden_size:i linear_before_reset:i output_sequence:i
            GRU 7-13 3-6 0-2 activation_alpha:fs activation_beta:fs activations:ss clip:f direction:s hidden_size:i linear_before_reset:i
            GRU 14- 3-6 0-2 activation_alpha:fs activation_beta:fs activations:ss clip:f direction:s hidden_size:i layout:i linear_before_reset:i
            Gather 1- 2 1 axis:i
            GatherElements 11- 2 1 axis:i
            GatherND 11 2 1
            GatherND 12- 2 1 batch_dims:i
            Gelu 20- 1 1 approximate:s
            Gemm 1-5 3 1 alpha:f beta:f broadcast:i transA:i transB:i
            Gemm 6 3 1 alpha:f beta:f broadcast:i transA:i transB:i
            Gemm 7-10 3 1 alpha:f beta:f transA:i transB:i
            Gemm 11- 2-3 1 alpha:f beta:f transA:i transB:i
            GlobalAveragePool 1- 1 1
            GlobalLpPool 1 1 1 p:f
            GlobalLpPool 2- 1 1 p:i
            GlobalMaxPool 1- 1 1
            Greater 1-6 2 1 axis:i broadcast:i
            Greater 7- 2 1
            GreaterOrEqual 12- 2 1
            GridSample 16- 2 1 align_corners:i mode:s padding_mode:s
            GroupNormalization 18-20 3 1 epsilon:f num_groups:i!
            GroupNormalization 21- 3 1 epsilon:f num_groups:i! stash_type:i
            HardSigmoid 1-5 1 1 alpha:f beta:f consumed_inputs:is
            HardSigmoid 6- 1 1 alpha:f beta:f
            HardSwish 14- 1 1
            Hardmax 1- 1 1 axis:i
            Identity 1- 1 1
            If 1- 1 1+ else_branch:g! then_branch:g!
            InstanceNormalization 1-5 3 1 consumed_inputs:is epsilon:f
            InstanceNormalization 6- 3 1 epsilon:f
            IsInf 10- 1 1 detect_negative:i detect_positive:i
            IsNaN 9- 1 1
            LRN 1- 1 1 alpha:f beta:f bias:f size:i!
            LSTM 1-6 3-8 0-3 activation_alpha:fs activation_beta:fs activations:ss clip:f direction:s hidden_size:i input_forget:i output_sequence:i
            LSTM 7-13 3-8 0-3 activation_alpha:fs activation_beta:fs activations:ss clip:f direction:s hidden_size:i input_forget:i
            LSTM 14- 3-8 0-3 activation_alpha:fs activation_beta:fs activations:ss clip:f direction:s hidden_size:i input_forget:i layout:i
            LayerNormalization 1-16 2-3 1-3 axis:i epsilon:f stash_type:i
            LayerNormalization 17- 2-3 1-3 axis:i epsilon:f stash_type:i
            LeakyRelu 1-5 1 1 alpha:f consumed_inputs:is
            LeakyRelu 6- 1 1 alpha:f
            Less 1-6 2 1 axis:i broadcast:i
            Less 7- 2 1
            LessOrEqual 12- 2 1
            Log 1-5 1 1 consumed_inputs:is
            Log 6- 1 1
            LogSoftmax 1- 1 1 axis:i
            Loop 1- 2+ 1+ body:g!
            LpNormalization 1- 1 1 axis:i p:i
            LpPool 1 1 1 auto_pad:s kernel_shape:is p:f pads:is strides:is
            LpPool 2-10 1 1 auto_pad:s kernel_shape:is! p:i pads:is strides:is
            LpPool 11-17 1 1 auto_pad:s kernel_shape:is! p:i pads:is strides:is
            LpPool 18- 1 1 auto_pad:s ceil_mode:i dilations:is kernel_shape:is! p:i pads:is strides:is
            MatMul 1- 2 1
            MatMulInteger 10- 2-4 1
            Max 1-5 1+ 1 consumed_inputs:is
            Max 6- 1+ 1
            MaxPool 1-7 1 1 auto_pad:s kernel_shape:is! pads:is strides:is
            MaxPool 8-9 1 1-2 auto_pad:s kernel_shape:is! pads:is storage_order:i strides:is
            MaxPool 10- 1 1-2 auto_pad:s ceil_mode:i dilations:is kernel_shape:is! pads:is storage_order:i strides:is
            Mean 1-5 1+ 1 consumed_inputs:is
            Mean 6- 1+ 1
            MeanVarianceNormalization 9- 1 1 axes:is
            Min 1-5 1+ 1 consumed_inputs:is
            Min 6- 1+ 1
            Mish 18- 1 1
            Mod 10- 2 1 fmod:i
            Mul 1-5 2 1 axis:i broadcast:i consumed_inputs:is
            Mul 6 2 1 axis:i broadcast:i
            Mul 7- 2 1
            Neg 1-5 1 1 consumed_inputs:is
            Neg 6- 1 1
            NonZero 9- 1 1
            Not 1- 1 1
            OneHot 9- 3 1 axis:i
            Or 1-6 2 1 axis:i broadcast:i
            Or 7- 2 1
            PRelu 1-5 2 1 consumed_inputs:is
            PRelu 6 2 1
            PRelu 7- 2 1
            Pad 1 1 1 mode:s paddings:is! value:f
            Pad 2-10 1 1 mode:s pads:is! value:f
            Pad 11-17 2-3 1 mode:s
            Pad 18- 2-4 1 mode:s
            Pow 1-6 2 1 axis:i broadcast:i
            Pow 7- 2 1
            QLinearConv 10- 8-9 1 auto_pad:s dilations:is group:i kernel_shape:is pads:is strides:is
            QLinearMatMul 10- 8 1
            QuantizeLinear 10-12 2-3 1
            QuantizeLinear 13-18 2-3 1 axis:i
            QuantizeLinear 19-20 2-3 1 axis:i saturate:i
            QuantizeLinear 21-22 2-3 1 axis:i block_size:i output_dtype:i saturate:i
            QuantizeLinear 23- 2-3 1 axis:i block_size:i output_dtype:i precision:i saturate:i
            RMSNormalization 23- 2 1 axis:i epsilon:f stash_type:i
            RNN 1-6 3-6 0-2 activation_alpha:fs activation_beta:fs activations:ss clip:f direction:s hidden_size:i output_sequence:i
            RNN 7-13 3-6 0-2 activation_alpha:fs activation_beta:fs activations:ss clip:f direction:s hidden_size:i
            RNN 14- 3-6 0-2 activation_alpha:fs activation_beta:fs activations:ss clip:f direction:s hidden_size:i layout:i
            Range 11-26 3 1
            Range 27- 3 1 stash_type:i
            Reciprocal 1-5 1 1 consumed_inputs:is
            Reciprocal 6- 1 1
            ReduceL1 1-17 1 1 axes:is keepdims:i
            ReduceL1 18- 1-2 1 keepdims:i noop_with_empty_axes:i
            ReduceL2 1-17 1 1 axes:is keepdims:i
            ReduceL2 18- 1-2 1 keepdims:i noop_with_empty_axes:i
            ReduceLogSum 1-17 1 1 axes:is keepdims:i
            ReduceLogSum 18- 1-2 1 keepdims:i noop_with_empty_axes:i
            ReduceLogSumExp 1-17 1 1 axes:is keepdims:i
            ReduceLogSumExp 18- 1-2 1 keepdims:i noop_with_empty_axes:i
            ReduceMax 1-17 1 1 axes:is keepdims:i
            ReduceMax 18- 1-2 1 keepdims:i noop_with_empty_axes:i
            ReduceMean 1-17 1 1 axes:is keepdims:i
            ReduceMean 18- 1-2 1 keepdims:i noop_with_empty_axes:i
            ReduceMin 1-17 1 1 axes:is keepdims:i
            ReduceMin 18- 1-2 1 keepdims:i noop_with_empty_axes:i
            ReduceProd 1-17 1 1 axes:is keepdims:i
            ReduceProd 18- 1-2 1 keepdims:i noop_with_empty_axes:i
            ReduceSum 1-12 1 1 axes:is keepdims:i
            ReduceSum 13- 1-2 1 keepdims:i noop_with_empty_axes:i
            ReduceSumSquare 1-17 1 1 axes:is keepdims:i
            ReduceSumSquare 18- 1-2 1 keepdims:i noop_with_empty_axes:i
            Relu 1-5 1 1 consumed_inputs:is
            Relu 6- 1 1
            Reshape 1-4 1 1 consumed_inputs:is shape:is
            Reshape 5-13 2 1
            Reshape 14- 2 1 allowzero:i
            Resize 10 2 1 mode:s
            Resize 11-12 3-4 1 coordinate_transformation_mode:s cubic_coeff_a:f exclude_outside:i extrapolation_value:f mode:s nearest_mode:s
            Resize 13-17 1-4 1 coordinate_transformation_mode:s cubic_coeff_a:f exclude_outside:i extrapolation_value:f mode:s nearest_mode:s
            Resize 18- 1-4 1 antialias:i axes:is coordinate_transformation_mode:s cubic_coeff_a:f exclude_outside:i extrapolation_value:f keep_aspect_ratio_policy:s mode:s nearest_mode:s
            ReverseSequence 10- 2 1 batch_axis:i time_axis:i
            RotaryEmbedding 23- 3-4 1 interleaved:i num_heads:i rotary_embedding_dim:i
            Round 11- 1 1
            Scatter 9-10 3 1 axis:i
            ScatterElements 11-15 3 1 axis:i
            ScatterElements 16- 3 1 axis:i reduction:s
            ScatterND 11-15 3 1
            ScatterND 16- 3 1 reduction:s
            Scan 8 1+ 1+ body:g! directions:is num_scan_inputs:i!
            Scan 9- 1+ 1+ body:g! num_scan_inputs:i! scan_input_axes:is scan_input_directions:is scan_output_axes:is scan_output_directions:is
            Selu 1-5 1 1 alpha:f consumed_inputs:is gamma:f
            Selu 6- 1 1 alpha:f gamma:f
            Shape 1-14 1 1
            Shape 15- 1 1 end:i start:i
            Shrink 9- 1 1 bias:f lambd:f
            Sigmoid 1-5 1 1 consumed_inputs:is
            Sigmoid 6- 1 1
            Sign 9- 1 1
            SimplifiedLayerNormalization 1- 2 1-2 axis:i epsilon:f stash_type:i
            Sin 7- 1 1
            Sinh 9- 1 1
            Size 1- 1 1
            Slice 1-9 1 1 axes:is ends:is! starts:is!
            Slice 10- 3-5 1
            Softmax 1- 1 1 axis:i
            Softplus 1- 1 1
            Softsign 1- 1 1
            SpaceToDepth 1-27 1 1 blocksize:i!
            SpaceToDepth 28- 1 1 blocksize:i! mode:s
            Split 1 1-2 1+ axis:i split:is
            Split 2-12 1 1+ axis:i split:is
            Split 13-17 1-2 1+ axis:i
            Split 18- 1-2 1+ axis:i num_outputs:i
            Sqrt 1-5 1 1 consumed_inputs:is
            Sqrt 6- 1 1
            Squeeze 1-12 1 1 axes:is
            Squeeze 13- 1-2 1
            Sub 1-5 2 1 axis:i broadcast:i consumed_inputs:is
            Sub 6 2 1 axis:i broadcast:i
            Sub 7- 2 1
            Sum 1-5 1+ 1 consumed_inputs:is
            Sum 6- 1+ 1
            SwiGLU 28- 2 1 alpha:f
            Swish 24- 1 1 alpha:f
            Tan 7- 1 1
            Tanh 1-5 1 1 consumed_inputs:is
            Tanh 6- 1 1
            ThresholdedRelu 10- 1 1 alpha:f
            Tile 1-5 3 1
            Tile 6- 2 1
            TopK 1-9 1 2 axis:i k:i!
            TopK 10 2 2 axis:i
            TopK 11- 2 2 axis:i largest:i sorted:i
            Transpose 1- 1 1 perm:is
            Trilu 14- 1-2 1 upper:i
            Unsqueeze 1-12 1 1 axes:is!
            Unsqueeze 13- 2 1
            Upsample 1-6 1 1 height_scale:f! mode:s width_scale:f!
            Upsample 7-8 1 1 mode:s scales:fs!
            Upsample 9- 2 1 mode:s
            Where 9- 3 1
            Xor 1-6 2 1 axis:i broadcast:i
            Xor 7- 2 1
            ai.onnx.ml.ArrayFeatureExtractor 1- 2 1
            ai.onnx.ml.Binarizer 1- 1 1 threshold:f
            ai.onnx.ml.FeatureVectorizer 1- 1+ 1 inputdimensions:is
            ai.onnx.ml.Imputer 1- 1 1 imputed_value_floats:fs imputed_value_int64s:is replaced_value_float:f replaced_value_int64:i
            ai.onnx.ml.LabelEncoder 1- 1 1 classes_strings:ss default_float:f default_int64:i default_string:s default_tensor:t keys_floats:fs keys_int64s:is keys_strings:ss keys_tensor:t values_floats:fs values_int64s:is values_strings:ss values_tensor:t
            ai.onnx.ml.LinearClassifier 1- 1 2 classlabels_ints:is classlabels_strings:ss coefficients:fs! intercepts:fs multi_class:i post_transform:s
            ai.onnx.ml.LinearRegressor 1- 1 1 coefficients:fs intercepts:fs post_transform:s targets:i
            ai.onnx.ml.Normalizer 1- 1 1 norm:s
            ai.onnx.ml.OneHotEncoder 1- 1 1 cats_int64s:is cats_strings:ss zeros:i
            ai.onnx.ml.SVMClassifier 1- 1 2 classlabels_ints:is classlabels_strings:ss coefficients:fs kernel_params:fs kernel_type:s post_transform:s prob_a:fs prob_b:fs rho:fs support_vectors:fs vectors_per_class:is
            ai.onnx.ml.SVMRegressor 1- 1 1 coefficients:fs kernel_params:fs kernel_type:s n_supports:i one_class:i post_transform:s rho:fs support_vectors:fs
            ai.onnx.ml.Scaler 1- 1 1 offset:fs scale:fs
            ai.onnx.ml.TreeEnsemble 1- 1+ 1+ aggregate_function:i leaf_targetids:is leaf_weights:t membership_values:t n_targets:i nodes_falseleafs:is nodes_falsenodeids:is nodes_featureids:is nodes_hitrates:t nodes_missing_value_tracks_true:is nodes_modes:t nodes_splits:t nodes_trueleafs:is nodes_truenodeids:is post_transform:i tree_roots:is
            ai.onnx.ml.TreeEnsembleClassifier 1- 1 2 base_values:fs base_values_as_tensor:t class_ids:is class_nodeids:is class_treeids:is class_weights:fs class_weights_as_tensor:t classlabels_int64s:is classlabels_strings:ss nodes_falsenodeids:is nodes_featureids:is nodes_hitrates:fs nodes_hitrates_as_tensor:t nodes_missing_value_tracks_true:is nodes_modes:ss nodes_nodeids:is nodes_treeids:is nodes_truenodeids:is nodes_values:fs nodes_values_as_tensor:t post_transform:s
            ai.onnx.ml.TreeEnsembleRegressor 1- 1 1 aggregate_function:s base_values:fs base_values_as_tensor:t n_targets:i nodes_falsenodeids:is nodes_featureids:is nodes_hitrates:fs nodes_hitrates_as_tensor:t nodes_missing_value_tracks_true:is nodes_modes:ss nodes_nodeids:is nodes_treeids:is nodes_truenodeids:is nodes_values:fs nodes_values_as_tensor:t post_transform:s target_ids:is target_nodeids:is target_treeids:is target_weights:fs target_weights_as_tensor:t
            ai.onnx.ml.ZipMap 1- 1 1 classlabels_int64s:is classlabels_strings:ss
            com.microsoft.Attention 1- 2-7 1-2 do_rotary:i mask_filter_value:f num_heads:i! past_present_share_buffer:i qkv_hidden_sizes:is rotary_embedding_dim:i scale:f unidirectional:i
            com.microsoft.BiasGelu 1- 2 1
            com.microsoft.FastGelu 1- 1-2 1
            com.microsoft.FusedConv 1- 2-4 1 activation:s activation_params:fs auto_pad:s dilations:is group:i kernel_shape:is pads:is strides:is
            com.microsoft.FusedGemm 1- 2-3 1 activation:s activation_alpha:f activation_beta:f activation_gamma:f alpha:f beta:f transA:i transB:i
            com.microsoft.FusedMatMul 1- 2 1 alpha:f transA:i transB:i transBatchA:i transBatchB:i
            com.microsoft.Gelu 1- 1 1
            com.microsoft.MultiHeadAttention 1- 1-10 1-4 mask_filter_value:f num_heads:i! scale:f unidirectional:i
            com.microsoft.QGemm 1- 6-9 1 alpha:f transA:i transB:i
            com.microsoft.QLinearAdd 1- 7-8 1
            com.microsoft.QLinearAveragePool 1- 4-5 1 auto_pad:s ceil_mode:i channels_last:i count_include_pad:i kernel_shape:is! pads:is strides:is
            com.microsoft.QLinearConcat 1- 3+ 1 axis:i!
            com.microsoft.QLinearGlobalAveragePool 1- 5 1 channels_last:i
            com.microsoft.QLinearLeakyRelu 1- 4-5 1 alpha:f
            com.microsoft.QLinearMul 1- 7-8 1
            com.microsoft.QLinearSigmoid 1- 4-5 1
            com.microsoft.QuickGelu 1- 1 1 alpha:f
            com.microsoft.SkipLayerNormalization 1- 3-5 1-4 epsilon:f
            com.microsoft.SkipSimplifiedLayerNormalization 1- 3-4 1-4 epsilon:f
            """;

    private SignatureTable() {}
}
