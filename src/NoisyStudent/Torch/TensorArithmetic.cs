using TorchSharp;
using static TorchSharp.torch;

namespace NoisyStudent.Torch;

#pragma warning disable RS0030 // The numbers are held here.

/// <summary>
/// Arithmetic of tensors with numbers that live until the operation has ended. In TorchSharp's own, a number is an object with a finalizer that
/// nothing refers to once libtorch has been called: a garbage collection at that moment frees it under libtorch, which then reads another number
/// or refuses its type. Names that end in InPlace change the tensor and return it.
/// </summary>
internal static class TensorArithmetic
{
    /// <summary>tensor + other.</summary>
    public static Tensor Plus(this Tensor tensor, Tensor other)
    {
        using Scalar factor = 1;
        return tensor.add(other, factor);
    }

    /// <summary>tensor + number.</summary>
    public static Tensor Plus(this Tensor tensor, double number)
    {
        using Scalar held = number, factor = 1;
        return tensor.add(held, factor);
    }

    /// <summary>number tensor.</summary>
    public static Tensor Times(this Tensor tensor, double number)
    {
        using Scalar held = number;
        return tensor.mul(held);
    }

    /// <summary>tensor / number.</summary>
    public static Tensor DividedBy(this Tensor tensor, double number)
    {
        using Scalar held = number;
        return tensor.div(held);
    }

    /// <summary>tensor += factor other.</summary>
    public static Tensor AddInPlace(this Tensor tensor, Tensor other, double factor = 1)
    {
        using Scalar held = factor;
        return tensor.add_(other, held);
    }

    /// <summary>tensor += number.</summary>
    public static Tensor AddInPlace(this Tensor tensor, double number)
    {
        using Scalar held = number, factor = 1;
        return tensor.add_(held, factor);
    }

    /// <summary>tensor += number, for whole numbers too.</summary>
    public static Tensor AddInPlace(this Tensor tensor, long number)
    {
        using Scalar held = number, factor = 1;
        return tensor.add_(held, factor);
    }

    /// <summary>tensor *= number.</summary>
    public static Tensor MultiplyInPlace(this Tensor tensor, double number)
    {
        using Scalar held = number;
        return tensor.mul_(held);
    }

    /// <summary>tensor /= number.</summary>
    public static Tensor DivideInPlace(this Tensor tensor, double number)
    {
        using Scalar held = number;
        return tensor.div_(held);
    }

    /// <summary>tensor += factor left right.</summary>
    public static Tensor AddProductInPlace(this Tensor tensor, Tensor left, Tensor right, double factor)
    {
        using Scalar held = factor;
        return tensor.addcmul_(left, right, held);
    }

    /// <summary>tensor += factor dividend / divisor.</summary>
    public static Tensor AddQuotientInPlace(this Tensor tensor, Tensor dividend, Tensor divisor, double factor)
    {
        using Scalar held = factor;
        return tensor.addcdiv_(dividend, divisor, held);
    }

    /// <summary>Each number moved to the nearest one of an interval.</summary>
    public static Tensor ClampInPlace(this Tensor tensor, double lowest, double highest)
    {
        using Scalar low = lowest, high = highest;
        return tensor.clamp_(low, high);
    }

    /// <summary>A tensor of the same shape, type and device that holds one number everywhere.</summary>
    public static Tensor FilledLike(this Tensor tensor, double number)
    {
        using Scalar held = number;
        return full_like(tensor, held);
    }
}
