using System.Collections.Immutable;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Grains.Delivery;

/// <summary>How one request to an endpoint ended. A closed set.</summary>
internal abstract record DeliveryResult
{
    private DeliveryResult()
    {
    }

    /// <summary>The endpoint took all of it, or there was nothing in it that its format sends.</summary>
    /// <param name="HttpStatus">The status of the answer; null when nothing had to be sent.</param>
    /// <param name="Complaint">
    /// What the receiver said against it all the same (<see cref="DeliveryFault.AnswerFailed"/>). It has the event: it is logged and
    /// counted as failed, and not sent again (contract §2: the result of this callback is ignored).
    /// </param>
    /// <param name="Text">The complaint for people.</param>
    internal sealed record Delivered(int? HttpStatus = null, DeliveryFault? Complaint = null, string Text = "") : DeliveryResult;

    /// <summary>The endpoint did not take it, or not to anybody's knowledge.</summary>
    /// <param name="Fault">What kind of failure.</param>
    /// <param name="Text">For people: one line, bounded, without secrets.</param>
    /// <param name="HttpStatus">The status of the answer, if there was one.</param>
    /// <param name="RetryAfter">How long the endpoint asked to be left alone, if it did; already capped.</param>
    internal sealed record Refused(DeliveryFault Fault, string Text, int? HttpStatus = null, TimeSpan? RetryAfter = null) : DeliveryResult
    {
        /// <summary>Our own pause, or the one that the endpoint asked for if that is longer.</summary>
        public TimeSpan AtLeastAsked(TimeSpan pause) => RetryAfter is { } asked && asked > pause ? asked : pause;
    }

    /// <summary>The request as the log of deliveries remembers it.</summary>
    public DeliveryAttempt ToAttempt(DateTimeOffset at, TimeSpan duration, ImmutableArray<OutgoingEvent> events)
    {
        var (fault, text, status) = this switch
        {
            Delivered taken => (taken.Complaint, taken.Text, taken.HttpStatus),
            Refused refused => (refused.Fault, refused.Text, refused.HttpStatus),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return new DeliveryAttempt
        {
            At = at,
            Duration = duration,
            FirstEventId = events[0].Recorded.Id,
            EventCount = events.Length,
            Fault = fault,
            Text = text,
            HttpStatus = status,
        };
    }
}
