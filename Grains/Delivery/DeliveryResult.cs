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

    /// <summary>The endpoint accepted all events, or its format sends none of them.</summary>
    /// <param name="HttpStatus">The status of the last answer; null when nothing had to be sent.</param>
    /// <param name="Complaint">
    /// The failure that the receiver reported in its answer (<see cref="DeliveryFault.AnswerFailed"/>), although it has the event. It is
    /// logged and counted as failed, and the event is not sent again (contract §2: the result of this callback is ignored).
    /// </param>
    /// <param name="Text">The complaint for people.</param>
    internal sealed record Delivered(int? HttpStatus = null, DeliveryFault? Complaint = null, string Text = "") : DeliveryResult;

    /// <summary>The endpoint did not accept the events, or whether it did is unknown.</summary>
    /// <param name="Fault">The kind of failure.</param>
    /// <param name="Text">For people: one line, bounded, without secrets.</param>
    /// <param name="HttpStatus">The status of the answer, if there was one.</param>
    /// <param name="RetryAfter">The pause that the endpoint asked for, if it did; already capped.</param>
    internal sealed record Refused(DeliveryFault Fault, string Text, int? HttpStatus = null, TimeSpan? RetryAfter = null) : DeliveryResult
    {
        /// <summary>The given pause, or the one that the endpoint asked for if that is longer.</summary>
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
